namespace FijiBridge.Bridge.Tests.Cli;

/// <summary>Small images of bright discs on noise, with their label images, typed by a formula and the same each time.</summary>
internal static class TinyScene
{
    /// <summary>Writes folder/images/NAME.tif and folder/masks/NAME.tif.</summary>
    public static void Write(string folder, string name, int size = 96, int seed = 1)
    {
        Directory.CreateDirectory(Path.Combine(folder, "images"));
        Directory.CreateDirectory(Path.Combine(folder, "masks"));
        var (image, labels) = Draw(size, seed);
        TestTiff.Write(Path.Combine(folder, "images", name + ".tif"), size, size, image);
        TestTiff.Write(Path.Combine(folder, "masks", name + ".tif"), size, size, labels);
    }

    /// <summary>Pixels and labels of a square scene: discs of radius 7 on a shifted lattice of 24 pixels.</summary>
    public static (byte[] Image, ushort[] Labels) Draw(int size, int seed)
    {
        var random = new Random(seed);
        var image = new byte[size * size];
        var labels = new ushort[size * size];
        ushort id = 0;
        for (var cy = 12; cy < size; cy += 24)
        {
            for (var cx = 12; cx < size; cx += 24)
            {
                id++;
                double y0 = cy + random.Next(-4, 5), x0 = cx + random.Next(-4, 5);
                for (var y = 0; y < size; y++)
                {
                    for (var x = 0; x < size; x++)
                    {
                        if (((y - y0) * (y - y0)) + ((x - x0) * (x - x0)) <= 49)
                        {
                            labels[(y * size) + x] = id;
                        }
                    }
                }
            }
        }

        for (var i = 0; i < image.Length; i++)
        {
            image[i] = (byte)(random.Next(20, 50) + (labels[i] > 0 ? 150 : 0));
        }

        return (image, labels);
    }
}
