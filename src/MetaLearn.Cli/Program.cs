using System.Runtime.InteropServices;
using MetaLearn.Cli;

using var stop = new CancellationTokenSource();
void Stop(PosixSignalContext signal)
{
    // A second Ctrl-C ends the process at once; what was saved is whole.
    signal.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
}
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return CommandLine.Run(args, new CliContext(Console.Out, Console.Error, TimeProvider.System, !Console.IsErrorRedirected) { Cancellation = stop.Token });
