using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Models;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Samples.OwnLearner;

/// <summary>
/// A conditional neural process (Garnelo et al. 2018) that predicts means: r = mean over the support set of encoder(x, y), and
/// prediction = decoder(r, query x). There is no inner loop: to adapt is to compute r.
/// </summary>
internal sealed class ConditionalNeuralProcess : MetaLearner
{
    private readonly Module encoder;
    private readonly Module decoder;

    public ConditionalNeuralProcess(int width, LossFunction loss)
        : this(new Mlp(2, width, width, width).Named("encoder"), new Mlp(width + 1, width, width, 1).Named("decoder"), loss) { }

    private ConditionalNeuralProcess(Module encoder, Module decoder, LossFunction loss) : base(decoder, loss)
    {
        (this.encoder, this.decoder) = (encoder, decoder);
        Parameters = [.. encoder.Parameters, .. decoder.Parameters];
    }

    public override IReadOnlyList<Parameter> Parameters { get; }

    public override IReadOnlyList<double[]> InitialValues(ulong seed) => [.. encoder.InitialValues(seed), .. decoder.InitialValues(seed)];

    public override IReadOnlyList<Expression> Predict(Expression supportX, Expression supportY, Expression queryX, int innerSteps)
    {
        var r = Mean(encoder.Apply(Concatenate(1, supportX, supportY)), [0], keepDimensions: true);    // [1, width]
        var rows = BroadcastTo(r, new Shape(queryX.Shape[0], r.Shape[1]));                              // [queryRows, width]
        return [decoder.Apply(Concatenate(1, rows, queryX))];
    }
}
