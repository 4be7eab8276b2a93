using TorchSharp.PInvoke;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Seeds the random numbers of every device; returns the generator of the CPU.</summary>
    public static Generator manual_seed(long seed)
    {
        TorchError.Check(NativeMethods.fbt_manual_seed(seed));
        return Generator.Default;
    }

    /// <summary>The state of the CPU's random numbers.</summary>
    public static Tensor get_rng_state() => Generator.Default.get_state();

    /// <summary>Restores the state of the CPU's random numbers.</summary>
    public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);

    /// <summary>A source of random numbers.</summary>
    public class Generator : IDisposable
    {
        private readonly BoxedValue box;
        private readonly Device where;

        /// <summary>A new source with a seed.</summary>
        public Generator(ulong seed = 0, Device? device = null) : this(device ?? CPU, 1, (long)seed) { }

        private Generator(Device device, int make, long seed)
        {
            where = device;
            box = new BoxedValue(TorchError.Check(NativeMethods.fbt_generator((int)device.type, device.index, make, seed)));
        }

        /// <summary>The CPU's own source, which operators use when given none.</summary>
        public static Generator Default => new(CPU, 0, 0);

        /// <summary>The native handle.</summary>
        public IntPtr Handle => box.Handle;

        /// <summary>The device that draws from it.</summary>
        public Device device => where;

        /// <summary>The state, a tensor of bytes.</summary>
        public Tensor get_state() => new(TorchError.Check(NativeMethods.fbt_generator_state(Handle)), 0);

        /// <summary>Restores a state.</summary>
        public void set_state(Tensor value) => TorchError.Check(NativeMethods.fbt_generator_set_state(Handle, value.Handle));

        /// <summary>Starts the sequence of a seed. Returns this generator.</summary>
        public Generator manual_seed(long seed)
        {
            TorchError.Check(NativeMethods.fbt_generator_set_seed(Handle, seed));
            return this;
        }

        /// <summary>Draws a new seed from the system and starts its sequence.</summary>
        public unsafe long seed()
        {
            long value;
            TorchError.Check(NativeMethods.fbt_generator_seed(Handle, 1, &value));
            return value;
        }

        /// <summary>The seed of the current sequence.</summary>
        public unsafe long initial_seed()
        {
            long value;
            TorchError.Check(NativeMethods.fbt_generator_seed(Handle, 0, &value));
            return value;
        }

        /// <summary>Frees the native handle.</summary>
        protected virtual void Dispose(bool disposing) => box.Dispose();

        /// <summary>Frees the native handle.</summary>
        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }
    }

    /// <summary>Random numbers of the CPU.</summary>
    public static class random
    {
        /// <summary>Seeds the random numbers of every device.</summary>
        public static Generator manual_seed(long seed) => torch.manual_seed(seed);

        /// <summary>Draws a new seed from the system.</summary>
        public static long seed() => Generator.Default.seed();

        /// <summary>The seed of the current sequence.</summary>
        public static long initial_seed() => Generator.Default.initial_seed();

        /// <summary>The state of the CPU's random numbers.</summary>
        public static Tensor get_rng_state() => torch.get_rng_state();

        /// <summary>Restores the state of the CPU's random numbers.</summary>
        public static void set_rng_state(Tensor new_state) => torch.set_rng_state(new_state);
    }
}
