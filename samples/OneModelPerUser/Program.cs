using MetaLearn.Algorithms;
using MetaLearn.Episodes;
using MetaLearn.Files;
using MetaLearn.Losses;
using MetaLearn.Models;
using MetaLearn.Training;

// Once: the base model, learned from the problems of many users.
var curves = new Sinusoids { Shots = 10 };
var learner = new Maml(new Mlp(1, 40, 40, 1), Loss.MeanSquaredError) { InnerLearningRate = 0.01, Steps = 5 };
var trained = await learner.TrainAsync(curves, new() { Iterations = 3_000 });

// A new user, with ten examples.
var zoe = curves.Sample(seed: 2026, index: 0);
var model = trained.Adapt(zoe.Support);
Console.WriteLine($"adapted to {model.SupportRows} examples: error {Error(model):F2}, {Error(trained.Adapt([0], [0])):F2} when adapted to (0, 0) alone");

// Save and load.
var path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "zoe.adapted");
model.Save(path, new Dictionary<string, string> { ["user"] = "Zoë" });
var loaded = trained.LoadAdapted(path);
Console.WriteLine($"{AdaptedFile.Read(path).Notes["user"]}: {new FileInfo(path).Length} bytes, the same predictions: {Same(model, loaded)}");

// One example more, corrected later, removed in the end.
var more = model.With(x: [2.5f], y: [30]);
var right = more.WithCorrected(index: 10, y: [(float)(zoe.TaskParameters.Span[0] * Math.Sin(2.5 - zoe.TaskParameters.Span[1]))]);
Console.WriteLine($"a wrong example: error {Error(more):F2}; corrected: {Error(right):F2}; removed, the same as before: {Same(model, right.Without(index: 10))}");

// Another base does not take it.
var other = new TrainedModel(learner, trained.Parameters, trained.Shape, innerSteps: 1);
try
{
    other.LoadAdapted(path);
}
catch (BaseMismatchException refusal)
{
    Console.WriteLine($"refused by another base: {refusal.Found == trained.Hash}");
}

// Ten thousand users, from all threads.
var users = new AdaptedModel[10_000];
Parallel.For(0, users.Length, i => users[i] = trained.Adapt(curves.Sample(seed: 1, index: i).Support));
Console.WriteLine($"{users.Length} models, {users[0].Bytes} bytes each, user 1234 predicts {users[1234].Predict([0.5f])[0]:F1}");

double Error(AdaptedModel adapted)
{
    var predictions = adapted.Predict(zoe.Query.X.Span);
    return predictions.Zip(zoe.Query.Y.ToArray(), (prediction, y) => (prediction - y) * (prediction - y)).Average();
}

static bool Same(AdaptedModel one, AdaptedModel two)
{
    float[] everywhere = [.. Enumerable.Range(-50, 101).Select(i => i / 10f)];
    return one.Predict(everywhere).SequenceEqual(two.Predict(everywhere));
}
