using System.Numerics.Tensors;
using MetaLearn.Algorithms;
using MetaLearn.Images;
using MetaLearn.Losses;
using MetaLearn.Models;
using MetaLearn.Training;

// Once: learn from 200 made-up characters how to tell five new ones apart.
var episodes = new ImageEpisodes(Strokes.Draw(), new() { Ways = 5, Shots = 3, Queries = 3 }, Strokes.Training);
var network = Conv4.Strided(episodes.Shape.XRow, outputs: 5, filters: 16, NormStatistics.Support);
var learner = new Maml(network, (logits, labels) => Loss.CrossEntropy(logits, labels)) { InnerLearningRate = 2 };
var trained = await learner.TrainAsync(episodes, new() { Iterations = 300, MetaBatch = 16 });

// At run time: five classes that nobody thought of before, a folder of three pictures for each.
var pictures = new PictureReading { Side = 28, Channels = 1, Inverts = true };
var known = ImageFolder.Read(Path.Combine(AppContext.BaseDirectory, "known"), pictures).Images;
var adapted = trained.Adapt(known.ToExamples());

// Label the rest, one picture at a time.
var rest = ImageFolder.Read(Path.Combine(AppContext.BaseDirectory, "rest"), pictures).Images;
var right = 0;
for (var ofClass = 0; ofClass < rest.Classes.Count; ofClass++)
    for (var picture = 0; picture < rest.Classes[ofClass].Count; picture++)
    {
        var scores = adapted.Predict(rest.Numbers(ofClass, picture));
        var label = known.Classes[TensorPrimitives.IndexOfMax<float>(scores)].Name;
        if (label == rest.Classes[ofClass].Name) right++;
    }
Console.WriteLine($"{known.Classes.Count} new classes, {right} of {rest.Classes.Sum(one => one.Count)} pictures labelled right");
