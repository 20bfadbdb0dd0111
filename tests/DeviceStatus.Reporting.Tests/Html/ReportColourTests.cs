using System.Globalization;
using System.Text.RegularExpressions;
using DeviceStatus.Reporting.Html;

namespace DeviceStatus.Reporting.Tests.Html;

/// <summary>The palette by numbers: contrast by WCAG 2, and colours that stay apart for people who do not see all of them.</summary>
public sealed class ReportColourTests
{
    private static readonly string[] Meanings = ["good", "pending", "bad", "unknown"];

    // Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB.
    private static readonly Dictionary<string, double[]> Sights = new()
    {
        ["all colours"] = [1, 0, 0, 0, 1, 0, 0, 0, 1],
        ["protanopia"] = [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
        ["deuteranopia"] = [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881],
        ["tritanopia"] = [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900],
    };

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Palette_has_enough_contrast(int scheme)
    {
        foreach (string ground in new[] { "page", "raised" })
        {
            Assert.All(["ink", "soft"], text => Assert.InRange(Contrast(Colour(text, scheme), Colour(ground, scheme)), 4.5, 21));
            Assert.All(
                [.. Meanings, "edge", "focus"], shape => Assert.InRange(Contrast(Colour(shape, scheme), Colour(ground, scheme)), 3, 21));
        }

        Assert.InRange(Contrast(Colour("soft", scheme), Colour("track", scheme)), 4.5, 21);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Palette_keeps_the_meanings_apart_for_the_colour_blind(int scheme)
    {
        foreach ((string sight, double[] matrix) in Sights)
        {
            foreach ((string left, string right) in Meanings.SelectMany((left, i) => Meanings.Skip(i + 1).Select(right => (left, right))))
            {
                double distance = Distance(Lab(Colour(left, scheme), matrix), Lab(Colour(right, scheme), matrix));
                Assert.True(distance >= 15, FormattableString.Invariant($"{left} and {right} are {distance:0} apart for {sight}."));
            }
        }
    }

    /// <summary>A colour of the style sheet in linear RGB.</summary>
    private static double[] Colour(string name, int scheme)
    {
        Match match = Regex.Match(ReportTemplate.Head, $"--{name}: light-dark\\(#([0-9a-f]{{6}}), #([0-9a-f]{{6}})\\)");
        Assert.True(match.Success, $"The style sheet has no colour {name}.");
        return
        [
            .. match.Groups[scheme + 1].Value.Chunk(2)
                .Select(pair => int.Parse(pair, NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255d)
                .Select(value => value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4)),
        ];
    }

    private static double Contrast(double[] left, double[] right)
    {
        static double Luminance(double[] rgb) => (0.2126 * rgb[0]) + (0.7152 * rgb[1]) + (0.0722 * rgb[2]);
        (double high, double low) = (Math.Max(Luminance(left), Luminance(right)), Math.Min(Luminance(left), Luminance(right)));
        return (high + 0.05) / (low + 0.05);
    }

    private static double[] Lab(double[] rgb, double[] sight)
    {
        double[] seen =
            [.. Enumerable.Range(0, 3).Select(i => Math.Clamp(rgb.Select((value, j) => value * sight[(i * 3) + j]).Sum(), 0, 1))];
        static double Root(double value) => value > 0.008856 ? Math.Cbrt(value) : (7.787 * value) + (16d / 116);
        double x = Root(((0.4124 * seen[0]) + (0.3576 * seen[1]) + (0.1805 * seen[2])) / 0.95047);
        double y = Root((0.2126 * seen[0]) + (0.7152 * seen[1]) + (0.0722 * seen[2]));
        double z = Root(((0.0193 * seen[0]) + (0.1192 * seen[1]) + (0.9505 * seen[2])) / 1.08883);
        return [(116 * y) - 16, 500 * (x - y), 200 * (y - z)];
    }

    private static double Distance(double[] left, double[] right) => Math.Sqrt(left.Zip(right, (a, b) => (a - b) * (a - b)).Sum());
}
