using TorchSharp.PInvoke;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Normalises each channel of (N, C, H, W) by its mean and variance over the batch, or by running ones in eval().</summary>
            public static Modules.BatchNorm2d BatchNorm2d(long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = true,
                bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) =>
                new(num_features, eps, momentum, affine, track_running_stats, device, dtype);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>What batch normalisations share: weight and bias per channel, running mean and variance, number of batches seen.</summary>
    public abstract class NormBase : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        private protected NormBase(long numFeatures, double eps, double? momentum, bool affine, bool trackRunningStats, torch.Device? device,
            torch.ScalarType? dtype, string name) : base(name)
        {
            num_features = numFeatures;
            this.eps = eps;
            this.momentum = momentum;
            this.affine = affine;
            track_running_stats = trackRunningStats;
            if (affine)
            {
                using torch.Tensor ones = torch.ones(numFeatures, dtype, device);
                using torch.Tensor zeros = torch.zeros(numFeatures, dtype, device);
                weight = new Parameter(ones);
                bias = new Parameter(zeros);
                Replace(nameof(weight), null, weight);
                Replace(nameof(bias), null, bias);
            }
            if (!trackRunningStats) return;
            running_mean = torch.zeros(numFeatures, dtype, device);
            running_var = torch.ones(numFeatures, dtype, device);
            num_batches_tracked = torch.zeros([], torch.ScalarType.Int64, device);
            register_buffer(nameof(running_mean), running_mean);
            register_buffer(nameof(running_var), running_var);
            register_buffer(nameof(num_batches_tracked), num_batches_tracked);
        }

        /// <summary>The scale of each channel; null when not affine.</summary>
        public Parameter? weight { get; }

        /// <summary>The shift of each channel; null when not affine.</summary>
        public Parameter? bias { get; }

        /// <summary>Running mean of each channel; null when not tracked.</summary>
        public torch.Tensor? running_mean { get; }

        /// <summary>Running variance of each channel; null when not tracked.</summary>
        public torch.Tensor? running_var { get; }

        /// <summary>Batches seen in training; null when not tracked.</summary>
        public torch.Tensor? num_batches_tracked { get; }

        /// <summary>Number of channels.</summary>
        public long num_features { get; }

        /// <summary>Added to the variance.</summary>
        public double eps { get; set; }

        /// <summary>Weight of the newest batch in the running statistics; null: the mean of all batches.</summary>
        public double? momentum { get; set; }

        /// <summary>True with weight and bias.</summary>
        public bool affine { get; }

        /// <summary>True with running statistics.</summary>
        public bool track_running_stats { get; }

        /// <summary>Forgets the running statistics.</summary>
        public void reset_running_stats()
        {
            running_mean?.zero_();
            running_var?.fill_(1);
            num_batches_tracked?.zero_();
        }

        /// <summary>Scale 1, shift 0, no statistics.</summary>
        public void reset_parameters()
        {
            reset_running_stats();
            if (weight is not null) torch.nn.init.ones_(weight);
            if (bias is not null) torch.nn.init.zeros_(bias);
        }
    }

    /// <summary>Batch normalisation.</summary>
    public abstract class BatchNorm : NormBase
    {
        private protected BatchNorm(long numFeatures, double eps, double? momentum, bool affine, bool trackRunningStats, torch.Device? device,
            torch.ScalarType? dtype, string name) : base(numFeatures, eps, momentum, affine, trackRunningStats, device, dtype, name)
        {
        }

        /// <summary>Normalises each channel; in training also updates the running statistics.</summary>
        public override torch.Tensor forward(torch.Tensor input)
        {
            double factor = momentum ?? 0;
            if (training && num_batches_tracked is not null)
            {
                num_batches_tracked.add_(1);
                factor = momentum ?? 1.0 / num_batches_tracked.item<long>();
            }
            bool batchStatistics = training || running_mean is null;
            return Ops.batch_norm.Call(input, weight, bias, training || track_running_stats ? running_mean : null,
                training || track_running_stats ? running_var : null, batchStatistics, factor, eps, true);
        }
    }

    /// <summary>Batch normalisation of images.</summary>
    public sealed class BatchNorm2d : BatchNorm
    {
        internal BatchNorm2d(long numFeatures, double eps, double? momentum, bool affine, bool trackRunningStats, torch.Device? device,
            torch.ScalarType? dtype) : base(numFeatures, eps, momentum, affine, trackRunningStats, device, dtype, nameof(BatchNorm2d))
        {
        }

        /// <summary>(N, C, H, W), normalised per channel.</summary>
        public override torch.Tensor forward(torch.Tensor input)
        {
            if (input.dim() != 4) throw new ArgumentException($"BatchNorm2d takes 4 dimensions (N, C, H, W), not {input.dim()}.");
            return base.forward(input);
        }
    }
}
