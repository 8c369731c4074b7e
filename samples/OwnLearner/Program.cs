using MetaLearn.Episodes;
using MetaLearn.Losses;
using MetaLearn.Samples.OwnLearner;
using MetaLearn.Training;

var curves = new Sinusoids { Shots = 10 };
var learner = new ConditionalNeuralProcess(width: 64, Loss.MeanSquaredError);
using var trainer = new Trainer(learner, curves, new() { Iterations = 4_000 });
using var evaluator = new Evaluator(learner, curves, innerSteps: 0);

var start = trainer.Start();
Console.WriteLine($"untrained: {Error(start)}");
var end = trainer.Run(start);
Console.WriteLine($"trained:   {Error(end)}");

string Error(TrainingState state)
{
    var error = evaluator.Run(state.Parameters, episodes: 600, seed: 1).ByStep[^1];
    return $"error {error.Mean:F2} ± {error.Interval:F2}";
}
