namespace FijiBridge.Engine.Runtime.Cpu;

/// <summary>
/// One width of vector arithmetic. The kernels are written once over this interface; the JIT compiles them for each
/// width with every call inlined.
/// </summary>
/// <typeparam name="TVector">The vector of single-precision numbers.</typeparam>
internal unsafe interface ISimd<TVector>
    where TVector : struct
{
    /// <summary>Numbers in a vector.</summary>
    static abstract int Lanes { get; }

    /// <summary>Rows that the matrix kernel works on at once: as many as the registers hold, a divisor of 8.</summary>
    static abstract int KernelRows { get; }

    static abstract TVector Load(float* from);

    static abstract void Store(TVector value, float* to);

    /// <summary>The value in every lane.</summary>
    static abstract TVector All(float value);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Subtract(TVector a, TVector b);

    /// <summary>a * b + c, rounded once.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    static abstract TVector Max(TVector a, TVector b);

    /// <summary>Sum of the lanes.</summary>
    static abstract float Sum(TVector value);
}
