using TorchSharp.PInvoke;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>CUDA devices.</summary>
    public static class cuda
    {
        /// <summary>True when libtorch sees a CUDA device.</summary>
        public static bool is_available() => device_count() > 0;

        /// <summary>True when libtorch sees a CUDA device and cuDNN.</summary>
        public static bool is_cudnn_available() => TorchError.Check(NativeMethods.fbt_cudnn_available()) != 0;

        /// <summary>Number of CUDA devices.</summary>
        public static int device_count() => TorchError.Check(NativeMethods.fbt_cuda_device_count());

        /// <summary>Seeds the random numbers of the current device.</summary>
        public static void manual_seed(long seed) => TorchError.Check(NativeMethods.fbt_cuda_manual_seed(seed, 0));

        /// <summary>Seeds the random numbers of every device.</summary>
        public static void manual_seed_all(long seed) => TorchError.Check(NativeMethods.fbt_cuda_manual_seed(seed, 1));

        /// <summary>Waits until the device has done all work given to it.</summary>
        public static void synchronize(Device? device = null) => TorchError.Check(NativeMethods.fbt_cuda_synchronize(device?.index ?? -1));
    }

    /// <summary>Numeric switches.</summary>
    public static class backends
    {
        internal static bool Get(int which) => TorchError.Check(NativeMethods.fbt_get_switch(which)) != 0;

        internal static void Set(int which, bool on) => TorchError.Check(NativeMethods.fbt_set_switch(which, on ? 1 : 0));

        /// <summary>Switches of CUDA.</summary>
        public static class cuda
        {
            /// <summary>Switches of matrix products.</summary>
            public static class matmul
            {
                /// <summary>Matrix products may round their 32-bit inputs to 19 bits (TF32), which is several times faster.</summary>
                public static bool allow_tf32
                {
                    get => Get(0);
                    set => Set(0, value);
                }
            }
        }

        /// <summary>Switches of cuDNN.</summary>
        public static class cudnn
        {
            /// <summary>Convolutions may round their 32-bit inputs to 19 bits (TF32).</summary>
            public static bool allow_tf32
            {
                get => Get(1);
                set => Set(1, value);
            }
        }
    }
}
