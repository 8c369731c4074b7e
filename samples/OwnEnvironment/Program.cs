using MetaLearn.Reinforcement.Learning;
using MetaLearn.Reinforcement.Policies;
using OwnEnvironment;

var rooms = new Rooms();
var learner = new PolicyMaml(Policy.For(rooms, hidden: [16, 16])) { InnerLearningRate = 0.5 };
using var trainer = new PolicyTrainer(learner, rooms, new() { MetaBatch = 10, Trajectories = 10, Update = new TrustRegion { Bound = 0.03 } });
Console.WriteLine($"untrained: {Returns()}");
for (var i = 0; i < 100; i++) trainer.Step();
Console.WriteLine($"trained:   {Returns()}");

string Returns()
{
    var found = PolicyEvaluator.Measure(learner, trainer.Parameters, rooms, rooms.TestGoals(), new() { Steps = 1 });
    return $"return {found.MeanAfter(0):F1} before adapting, {found.MeanAfter(1):F1} after";
}
