using System.Runtime.CompilerServices;
using TorchSharp.PInvoke;

namespace TorchSharp;

/// <summary>PyTorch's names for libtorch, as TorchSharp spells them.</summary>
public static partial class torch
{
    /// <summary>
    /// An n-dimensional array of one element type on one device. Owns native memory: dispose it, or create it inside a
    /// <see cref="DisposeScope"/>, which disposes it with everything else made in it. A finalizer is the last resort; tensors of
    /// 1 MiB and more tell the garbage collector their size so that it runs in time.
    /// </summary>
    public partial class Tensor : IDisposable
    {
        private nint handle;
        private readonly int pressureKib;
        internal DisposeScope? OwningScope;

        /// <summary>Takes a native handle over. <paramref name="ownedKib"/>: memory that only this tensor keeps alive, 0 when small.</summary>
        internal Tensor(nint handle, int ownedKib)
        {
            this.handle = handle;
            pressureKib = ownedKib;
            if (ownedKib > 0) GC.AddMemoryPressure((long)ownedKib << 10);
            OwningScope = DisposeScopeManager.Register(this);
        }

        /// <summary>Frees the native tensor when nobody has disposed it.</summary>
        ~Tensor() => Dispose(false);

        /// <summary>The native handle; an error once disposed.</summary>
        /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
        public IntPtr Handle
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get
            {
                if (handle == 0) ThrowDisposed();
                return handle;
            }
        }

        private static void ThrowDisposed() => throw new ObjectDisposedException(nameof(Tensor),
            "The tensor was disposed, perhaps by the DisposeScope in which it was made; move it out with MoveToOuterDisposeScope().");

        /// <summary>True once disposed.</summary>
        public bool IsInvalid => handle == 0;

        /// <summary>Native tensors that are alive in this process and owned by C#.</summary>
        public static long TotalCount => NativeMethods.fbt_live();

        /// <summary>The most that were ever alive at once.</summary>
        public static long PeakCount => NativeMethods.fbt_peak();

        /// <summary>Frees the native tensor; may be called again.</summary>
        public void Dispose()
        {
            OwningScope?.Forget(this);
            if (handle != 0) DisposeScopeManager.CountDisposed(OwningScope);
            OwningScope = null;
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        /// <summary>Frees the native tensor.</summary>
        protected virtual void Dispose(bool disposing)
        {
            nint dying = Interlocked.Exchange(ref handle, 0);
            if (dying == 0) return;
            NativeMethods.fbt_drop(dying);
            if (pressureKib > 0) GC.RemoveMemoryPressure((long)pressureKib << 10);
        }

        /// <summary>Hands the tensor to the scope around the current one, or to nobody when there is none. Returns this tensor.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            OwningScope?.MoveToOuter(this);
            return this;
        }

        /// <summary>Takes the tensor out of its scope; from now on the caller disposes it. Returns this tensor.</summary>
        public Tensor DetachFromDisposeScope()
        {
            OwningScope?.Detach(this);
            return this;
        }

        /// <summary>Moves the tensor to another scope. Returns this tensor.</summary>
        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (other is null) return DetachFromDisposeScope();
            if (OwningScope is null) other.Attach(this);
            else OwningScope.MoveToOther(other, this);
            return this;
        }

        /// <summary>Moves the tensor to the scope of another tensor. Returns this tensor.</summary>
        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningScope);

        /// <summary>A second tensor on the same memory.</summary>
        public Tensor alias() => new(TorchError.Check(NativeMethods.fbt_alias(Handle)), 0);

        /// <summary>True when both are the same object; elements are compared by <see cref="Equals(Tensor)"/>.</summary>
        public override bool Equals(object? obj) => obj is Tensor tensor && Equals(tensor);

        /// <summary>The hash code of the object.</summary>
        public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);
    }
}
