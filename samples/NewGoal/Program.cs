using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Agents;
using MetaLearn.Reinforcement.Environments;
using MetaLearn.Reinforcement.Learning;
using MetaLearn.Reinforcement.Policies;

// Once: learn from many goals how to learn a new one. Or open what "metalearn train navigation --run RUN" has trained.
var plane = new Navigation();
var agent = args.Length > 0 ? PolicyAgent.Open(args[0]) : Train();

// At run time: places that nobody tells the walker. All it gets is a reward, the nearer the better.
using var world = plane.Create();
var (random, observation, action) = (new RandomStream(1), new float[2], new float[2]);
var goals = plane.TestGoals();
var (returns, distances) = (new double[3], new double[3]);
foreach (var goal in goals)
{
    var walker = agent;
    for (var step = 0; step <= 2; step++)
    {
        var walks = Walk(walker, goal);
        returns[step] += walks.MeanReturn / goals.Length;
        distances[step] += Distance(walker, goal) / goals.Length;
        walker = walker.Adapt(walks);
    }
}
for (var step = 0; step <= 2; step++)
    Console.WriteLine($"inner steps {step}: return {returns[step]:F1}, ends {distances[step]:F2} from the goal");

// Twenty walks in which the agent tries what it might do.
Recording Walk(PolicyAgent walker, double[] goal)
{
    var recording = new Recording(walker);
    for (var walk = 0; walk < 20; walk++)
    {
        recording.Begin();
        world.Reset(goal, random, observation);
        for (var (time, isAtGoal) = (0, false); time < plane.Horizon && !isAtGoal; time++)
        {
            recording.Act(observation, random, action);
            (var reward, isAtGoal) = world.Step(action, observation);
            recording.Reward(reward);
        }
    }
    return recording;
}

// One walk without chance: where does it end?
double Distance(PolicyAgent walker, double[] goal)
{
    world.Reset(goal, random, observation);
    for (var (time, isAtGoal) = (0, false); time < plane.Horizon && !isAtGoal; time++)
    {
        walker.Act(observation, action);
        isAtGoal = world.Step(action, observation).IsTerminated;
    }
    return Math.Sqrt(Math.Pow(observation[0] - goal[0], 2) + Math.Pow(observation[1] - goal[1], 2));
}

PolicyAgent Train()
{
    var learner = new PolicyMaml(Policy.For(plane, hidden: [32, 32])) { InnerLearningRate = 0.5 };
    using var trainer = new PolicyTrainer(learner, plane, new() { MetaBatch = 10, Trajectories = 10, Update = new TrustRegion { Bound = 0.03 } });
    for (var i = 0; i < 60; i++) trainer.Step();
    return new(learner, plane.Actions, trainer.Parameters);
}
