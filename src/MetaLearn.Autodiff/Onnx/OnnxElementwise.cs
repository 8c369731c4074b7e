namespace MetaLearn.Autodiff.Onnx;

/// <summary>Element-wise operations in ONNX.</summary>
internal static class OnnxElementwise
{
    /// <summary>Those that ONNX has, by its names.</summary>
    private static readonly Dictionary<Type, string> Direct = new()
    {
        [typeof(Abs)] = "Abs",
        [typeof(Add)] = "Add",
        [typeof(Cos)] = "Cos",
        [typeof(Divide)] = "Div",
        [typeof(Erf)] = "Erf",
        [typeof(Exp)] = "Exp",
        [typeof(Log)] = "Log",
        [typeof(Maximum)] = "Max",
        [typeof(Minimum)] = "Min",
        [typeof(Multiply)] = "Mul",
        [typeof(Negate)] = "Neg",
        [typeof(Power)] = "Pow",
        [typeof(Relu)] = "Relu",
        [typeof(Sigmoid)] = "Sigmoid",
        [typeof(Sign)] = "Sign",
        [typeof(Sin)] = "Sin",
        [typeof(Softplus)] = "Softplus",
        [typeof(Sqrt)] = "Sqrt",
        [typeof(Subtract)] = "Sub",
        [typeof(Tanh)] = "Tanh",
    };

    /// <summary>Those that are said by several.</summary>
    private static readonly Dictionary<Type, Func<OnnxLowering, Expression, string>> Composed = new()
    {
        [typeof(Equal)] = (to, value) => Comparison(to, value, "Equal"),
        [typeof(Greater)] = (to, value) => Comparison(to, value, "Greater"),
        [typeof(GreaterOrEqual)] = (to, value) => Comparison(to, value, "GreaterOrEqual"),
        [typeof(NotEqual)] = (to, value) => Comparison(to, value, "Equal", isNegated: true),
        [typeof(Log1P)] = Log1P,
        [typeof(ReciprocalSqrt)] = (to, value) => to.Graph.Add("Reciprocal", [to.Graph.Add("Sqrt", Operands(to, value))]),
        [typeof(Where)] = Where,
    };

    /// <summary>Types of all that can be exported.</summary>
    public static IEnumerable<Type> Exported => Direct.Keys.Concat(Composed.Keys);

    public static void Emit(OnnxLowering to, Expression value)
    {
        var type = value.Operation.GetType();
        var name = Direct.TryGetValue(type, out var direct) ? to.Graph.Add(direct, Operands(to, value))
            : Composed.TryGetValue(type, out var compose) ? compose(to, value)
            : throw OnnxOperations.Refusal(value.Operation);
        to.Define(value, name, OnnxLowering.Row(value.Shape));
    }

    private static string[] Operands(OnnxLowering to, Expression value) => Array.ConvertAll(value.InputArray, input => to.Operand(input, value.Shape));

    // Truth values are kept for Where; the number is left out again where nothing else asks for it.
    private static string Comparison(OnnxLowering to, Expression value, string type, bool isNegated = false)
    {
        var truth = to.Graph.Add(type, Operands(to, value));
        if (isNegated) truth = to.Graph.Add("Not", [truth]);
        to.Conditions[value] = truth;
        return Cast(to, truth, OnnxType.Float);
    }

    private static string Where(OnnxLowering to, Expression value)
    {
        var (condition, x, y) = (value.InputArray[0], value.InputArray[1], value.InputArray[2]);
        var truth = to.Conditions.TryGetValue(condition, out var kept) && condition.Shape == value.Shape ? kept : Cast(to, to.Operand(condition, value.Shape), OnnxType.Bool);
        return to.Graph.Add("Where", [truth, to.Operand(x, value.Shape), to.Operand(y, value.Shape)]);
    }

    // As the kernel: with u = 1 + x rounded, log(u) · x/(u − 1); x where u − 1 is 0, log(u) where it is infinite.
    private static string Log1P(OnnxLowering to, Expression value)
    {
        var (graph, x) = (to.Graph, to.Operand(value.InputArray[0], value.Shape));
        var u = graph.Add("Add", [x, graph.Number(1)]);
        var d = graph.Add("Sub", [u, graph.Number(1)]);
        var log = graph.Add("Log", [u]);
        var result = graph.Add("Mul", [log, graph.Add("Div", [x, d])]);
        var finite = graph.Add("Where", [graph.Add("IsInf", [d]), log, result]);
        return graph.Add("Where", [graph.Add("Equal", [d, graph.Number(0)]), x, finite]);
    }

    private static string Cast(OnnxLowering to, string name, OnnxType type) => to.Graph.Add("Cast", [name], OnnxAttribute.Of("to", (long)type));
}
