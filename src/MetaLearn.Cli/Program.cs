using MetaLearn.Cli;

return CommandLine.Run(args, new CliContext(Console.Out, Console.Error, TimeProvider.System, !Console.IsErrorRedirected));
