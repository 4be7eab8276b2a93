namespace FijiBridge.Engine.Images;

/// <summary>Which plane of a file (all its channels): every number counts from 0.</summary>
/// <param name="Series">Image of a file that holds several (scenes, wells, positions, tiles of a mosaic).</param>
/// <param name="Z">Slice.</param>
/// <param name="T">Frame.</param>
/// <param name="Resolution">Level of a pyramid: 0 is the full size.</param>
public readonly record struct PlanePosition(int Series = 0, int Z = 0, int T = 0, int Resolution = 0);
