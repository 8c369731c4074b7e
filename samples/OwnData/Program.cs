using MetaLearn.Samples.OwnData;

await FromCsv.RunAsync(Path.Combine(AppContext.BaseDirectory, "kiosks.csv"));
await FromMemory.RunAsync();
