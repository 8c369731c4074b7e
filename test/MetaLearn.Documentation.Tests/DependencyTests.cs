using System.Xml.Linq;

namespace MetaLearn.Documentation.Tests;

public sealed class DependencyTests
{
    [Fact]
    public void Every_package_has_a_recorded_reason()
    {
        var packages = XDocument.Load(Repository.At("Directory.Packages.props")).Descendants("PackageVersion").Select(element => element.Attribute("Include")!.Value).ToList();
        var reasons = Repository.Read("docs/decisions/0012-dependencies.md");
        Assert.NotEmpty(packages);
        Assert.All(packages, package => Assert.Contains(package, reasons, StringComparison.Ordinal));
    }
}
