using MetaLearn.Algorithms;
using MetaLearn.Episodes;
using MetaLearn.Losses;
using MetaLearn.Models;
using MetaLearn.Training;

var curves = new Sinusoids { Shots = 10 };
var learner = new Maml(new Mlp(1, 40, 40, 1), Loss.MeanSquaredError) { InnerLearningRate = 0.01 };
var trained = await learner.TrainAsync(curves, new() { Iterations = 5_000 });

var newCurve = curves.Sample(seed: 2026, index: 0);
var adapted = trained.Adapt(newCurve.Support);              // ten points of a curve it has never seen
var predicted = adapted.Predict(newCurve.Query.X.Span);     // ten other points of it

using var evaluator = new Evaluator(learner, curves, innerSteps: 10);
var byStep = evaluator.Run(trained.Parameters, episodes: 600, seed: 1).ByStep;
foreach (var steps in new[] { 0, 1, 10 })
    Console.WriteLine($"inner steps {steps,2}: error {byStep[steps].Mean:F2} ± {byStep[steps].Interval:F2}");
Console.WriteLine($"at x = {newCurve.Query.X.Span[0]:F2}: predicted {predicted[0]:F2}, true {newCurve.Query.Y.Span[0]:F2}");
