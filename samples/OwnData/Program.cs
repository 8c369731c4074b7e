using MetaLearn.Samples.OwnData;

await FromCsv.RunAsync(Path.Combine(AppContext.BaseDirectory, "kiosks.csv"));
await FromText.RunAsync(Path.Combine(AppContext.BaseDirectory, "days.csv"));
await FromMemory.RunAsync();
