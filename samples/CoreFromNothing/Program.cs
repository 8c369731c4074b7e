using MetaLearn.Samples.CoreFromNothing;
using static MetaLearn.Samples.CoreFromNothing.Calculus;
using static MetaLearn.Samples.CoreFromNothing.Formula;

// 1. Derivatives of any order.
var x = Leaf("x");
var f = Sin(x * x);
var first = Gradient(f, x)[0];
var second = Gradient(first, x)[0];
var third = Gradient(second, x)[0];
Console.WriteLine($"sin(x²) at 0.7 and three derivatives: {At(0.7, f):F6} {At(0.7, first):F6} {At(0.7, second):F6} {At(0.7, third):F6}");

// 2. Perturbation confusion: the inner derivative must not see the outer variable.
var y = Leaf("y");
var inner = Gradient(x + y, y)[0];
Console.WriteLine($"d/dx [x · d/dy (x + y)] = {At(1, Gradient(x * inner, x)[0]):F0}");

// 3. Second and first order on L(θ) = θ³ / 3, whose step is θ′ = θ − α θ².
var theta = Leaf("θ");
var loss = theta * theta * theta * (1.0 / 3);
var step = Gradient(loss, theta)[0];
var exact = Gradient(Substitute(loss, theta, theta - 0.1 * step), theta)[0];
var firstOrder = Gradient(Substitute(loss, theta, theta - 0.1 * StopGradient(step)), theta)[0];
Console.WriteLine($"meta-gradient at θ = 2: {At(2, exact):F4}, first order {At(2, firstOrder):F4}");

// 4. MAML over four episodes at once: lines y = slope · x; both the initial slope θ and the inner learning rate α are learned.
const int Episodes = 4, Points = 5;
var alpha = Leaf("α");
var supportX = Leaf("support x", Points);
var supportY = Leaf("support y", Points, perEpisode: true);
var queryX = Leaf("query x", Points);
var queryY = Leaf("query y", Points, perEpisode: true);

var supportLoss = MeanSquare(theta * supportX - supportY);
var queryLoss = MeanSquare(theta * queryX - queryY);
var adapted = theta - alpha * Gradient(supportLoss, theta)[0];
var adaptedLoss = Substitute(queryLoss, theta, adapted);
var metaGradient = Gradient(adaptedLoss, theta, alpha);

var machine = new Machine(Episodes, adaptedLoss, metaGradient[0], metaGradient[1]);
double[] slopes = [-1, 0.5, 2, 3];
for (var i = 0; i < Points; i++)
{
    machine[supportX][i] = i - 2;
    machine[queryX][i] = 0.5 * i;
    for (var episode = 0; episode < Episodes; episode++)
        (machine[supportY, episode][i], machine[queryY, episode][i]) = (slopes[episode] * (i - 2), slopes[episode] * 0.5 * i);
}
for (var iteration = 0; iteration <= 60; iteration++)
{
    machine.Run();
    if (iteration % 20 == 0) Console.WriteLine($"iteration {iteration,2}: query loss after one step {Mean(adaptedLoss):F6}");
    machine[theta][0] -= 0.01 * Mean(metaGradient[0]);
    machine[alpha][0] -= 0.001 * Mean(metaGradient[1]);
}
Console.WriteLine($"{machine.Instructions} instructions; α = {machine[alpha][0]:F4}");

double Mean(Formula formula) => Enumerable.Range(0, Episodes).Average(episode => machine[formula, episode][0]);

static Formula MeanSquare(Formula error) => Sum(error * error) * (1.0 / error.Length);

static double At(double value, Formula formula)
{
    var machine = new Machine(1, formula);
    foreach (var leaf in InputsFirst([formula], []).Where(node => node.Operation is Leaf)) machine[leaf][0] = value;
    machine.Run();
    return machine[formula][0];
}
