using System.CommandLine;
using System.Text.Json;
using MetaLearn.Proofs;

namespace MetaLearn.Cli;

/// <summary><c>metalearn doctor</c>: why a run does badly, and what to try.</summary>
internal static class DoctorCommand
{
    public static Command Create(CliContext context)
    {
        var run = new Argument<string>("run") { Description = "Folder of a run, finished or not." };
        var json = new Option<bool>("--json") { Description = "One JSON object a line: each diagnosis, then what was measured." };
        var command = new Command("doctor", """
            Say in words why a run does badly and what to try, the likeliest cause first.
            Example: metalearn doctor runs/sinusoid-20260101-120000
            """)
        { run, json };
        command.SetAction(parsed =>
        {
            // Not null: the argument is required.
            var folder = parsed.GetValue(run)!;
            CommandLine.RefusePolicy(folder, "doctor");
            var symptoms = Doctor.Measure(Patient.Of(folder));
            var diagnoses = Doctor.Examine(symptoms);
            if (parsed.GetValue(json))
            {
                foreach (var diagnosis in diagnoses) context.Json(writer => Write(writer, diagnosis));
                context.Json(writer => Write(writer, symptoms));
                return 0;
            }
            foreach (var diagnosis in diagnoses)
            {
                context.Out.WriteLine(diagnosis.Name);
                context.Out.WriteLine($"  measured  {diagnosis.Measured}");
                context.Out.WriteLine($"  matters   {diagnosis.Why}");
                context.Out.WriteLine($"  try       {diagnosis.Try}");
            }
            if (diagnoses.Count == 0)
                context.Out.WriteLine($"Nothing is wrong that shows: adapting takes the validation loss from {symptoms.LossByStep[0]:G3} to {symptoms.LossByStep[^1]:G3}.");
            return 0;
        });
        return command;
    }

    private static void Write(Utf8JsonWriter writer, Diagnosis diagnosis)
    {
        writer.WriteString("diagnosis", diagnosis.Name);
        writer.WriteString("measured", diagnosis.Measured);
        writer.WriteString("why", diagnosis.Why);
        writer.WriteString("try", diagnosis.Try);
    }

    private static void Write(Utf8JsonWriter writer, Symptoms symptoms)
    {
        void Number(string name, double value)
        {
            if (double.IsFinite(value)) writer.WriteNumber(name, value);
            else writer.WriteNull(name);
        }
        void Numbers(string name, IEnumerable<double> values)
        {
            writer.WriteStartArray(name);
            foreach (var value in values)
                if (double.IsFinite(value)) writer.WriteNumberValue(value);
                else writer.WriteNullValue();
            writer.WriteEndArray();
        }
        Number("target_deviation", symptoms.TargetDeviation);
        Number("shared_rows", symptoms.SharedRows);
        Numbers("loss_by_step", symptoms.LossByStep);
        Numbers("loss_by_step_at_start", symptoms.LossByStepAtStart);
        Numbers("rate_factors", symptoms.LossByRate.Select(one => one.Factor));
        Numbers("loss_by_rate", symptoms.LossByRate.Select(one => one.Loss));
        Number("amplification", symptoms.Amplification);
        Number("amplification_at_start", symptoms.AmplificationAtStart);
        if (symptoms.Gap is { } gap)
        {
            Number("gap", gap.Relative);
            Number("gap_cosine", gap.Cosine);
        }
        writer.WriteString("dead_where", symptoms.DeadWhere);
        Number("dead_fraction", symptoms.DeadFraction);
        Number("dead_fraction_at_start", symptoms.DeadFractionAtStart);
        Numbers("meta_losses", symptoms.MetaLosses);
        Numbers("validation_losses", symptoms.ValidationLosses);
    }
}
