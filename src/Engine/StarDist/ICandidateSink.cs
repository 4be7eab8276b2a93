using FijiBridge.Engine.Polygons;

namespace FijiBridge.Engine.StarDist;

/// <summary>Takes the candidates of an image, tile by tile from the top to the bottom.</summary>
internal interface ICandidateSink
{
    /// <summary>Forgets everything: the image is begun anew.</summary>
    void Restart();

    /// <summary>Takes the candidates of one tile.</summary>
    void Add(StarPolygons candidates);

    /// <summary>All candidates with centres above this row have been added.</summary>
    void Advance(float knownUpToY, CancellationToken ct);
}
