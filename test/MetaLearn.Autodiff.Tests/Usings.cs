global using static MetaLearn.Autodiff.Functions;
