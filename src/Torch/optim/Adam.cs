using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <summary>Adam (Kingma and Ba, 2015); weight_decay is added to the gradient.</summary>
            public static Adam Adam(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999,
                double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            /// <summary>Adam (Kingma and Ba, 2015); weight_decay is added to the gradient.</summary>
            public static Adam Adam(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.001, double beta1 = 0.9,
                double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters.Select(p => p.parameter), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            /// <summary>Adam (Kingma and Ba, 2015); weight_decay is added to the gradient.</summary>
            public static Adam Adam(IEnumerable<Adam.ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999,
                double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Adam (Kingma and Ba, 2015); weight_decay is added to the gradient.</summary>
    public class Adam : OptimizerHelper, torch.optim.IBetas
    {
        private readonly Options defaults;

        /// <summary>Over parameters in one group.</summary>
        public Adam(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08,
            double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
        {
        }

        /// <summary>Over groups of parameters.</summary>
        public Adam(IEnumerable<ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08,
            double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        {
            if (lr < 0) throw new ArgumentException($"The learning rate must not be negative, {lr} is.");
            if (beta1 is not (>= 0 and < 1)) throw new ArgumentException($"beta1 must be within 0..1, {beta1} is not.");
            if (beta2 is not (>= 0 and < 1)) throw new ArgumentException($"beta2 must be within 0..1, {beta2} is not.");
            if (eps < 0) throw new ArgumentException($"eps must not be negative, {eps} is.");
            if (weight_decay < 0) throw new ArgumentException($"weight_decay must not be negative, {weight_decay} is.");
            defaults = new Options
            {
                LearningRate = lr,
                beta1 = beta1,
                beta2 = beta2,
                eps = eps,
                weight_decay = weight_decay,
                amsgrad = amsgrad,
                maximize = maximize,
            };
            foreach (ParamGroup group in parameters) add_param_group(group);
        }

        private protected override OptimizerState NewState(Parameter parameter) => new State(parameter);

        private protected override void Complete(OptimizerOptions options)
        {
            var own = (Options)options;
            own.LearningRate ??= defaults.LearningRate;
            own.beta1 ??= defaults.beta1;
            own.beta2 ??= defaults.beta2;
            own.eps ??= defaults.eps;
            own.weight_decay ??= defaults.weight_decay;
            own.amsgrad ??= defaults.amsgrad;
            own.maximize ??= defaults.maximize;
        }

        /// <summary>Decay rates of the first group; setting changes all groups.</summary>
        public (double, double) Betas
        {
            get => ((ParamGroup)groups[0]).Betas;
            set
            {
                foreach (ParamGroup group in groups.Cast<ParamGroup>()) group.Betas = value;
            }
        }

        /// <summary>Changes every parameter that has a gradient.</summary>
        public override torch.Tensor? step(Func<torch.Tensor>? closure = null)
        {
            torch.Tensor? loss = Loss(closure);
            using IDisposable mode = torch.no_grad();
            foreach (ParamGroup group in groups.Cast<ParamGroup>())
            {
                using DisposeScope scope = torch.NewDisposeScope();
                var items = new List<AdamMath.Item>();
                foreach (Parameter parameter in group.Parameters)
                {
                    if (parameter.grad is not { } gradient) continue;
                    var state = (State)StateOf(parameter);
                    items.Add(new AdamMath.Item(parameter, gradient, state.exp_avg, state.exp_avg_sq, state.max_exp_avg_sq, ++state.step));
                }
                Options options = group.Options;
                AdamMath.Step(items, new AdamMath.Rates(options.LearningRate!.Value, options.beta1!.Value, options.beta2!.Value,
                    options.eps!.Value, options.weight_decay!.Value, Decoupled: false, options.maximize!.Value));
            }
            return loss;
        }

        /// <summary>Options of a group.</summary>
        public class Options : OptimizerOptions
        {
            /// <summary>Decay rate of the running mean of the gradient.</summary>
            public double? beta1;
            /// <summary>Decay rate of the running mean of the squared gradient.</summary>
            public double? beta2;
            /// <summary>Factor of the parameter that is added to its gradient.</summary>
            public double? weight_decay;
            /// <summary>Added to the denominator.</summary>
            public double? eps;
            /// <summary>True: divides by the largest running mean so far.</summary>
            public bool? amsgrad;
            /// <summary>True: climbs instead of descending.</summary>
            public bool? maximize;

            /// <summary>Copies the options of another group.</summary>
            public override void LoadStateDict(OptimizerOptions source)
            {
                base.LoadStateDict(source);
                var other = (Options)source;
                (beta1, beta2, weight_decay, eps, amsgrad, maximize) =
                    (other.beta1, other.beta2, other.weight_decay, other.eps, other.amsgrad, other.maximize);
            }
        }

        /// <summary>Parameters with options of their own.</summary>
        public class ParamGroup : ParamGroup<Options>, torch.optim.IBetas
        {
            /// <summary>A group to be filled in.</summary>
            public ParamGroup() { }

            /// <summary>A group of parameters with options.</summary>
            public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

            /// <summary>A group of parameters.</summary>
            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999,
                double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
                : base(parameters, new Options
                {
                    LearningRate = lr,
                    beta1 = beta1,
                    beta2 = beta2,
                    eps = eps,
                    weight_decay = weight_decay,
                    amsgrad = amsgrad,
                    maximize = maximize,
                })
            {
            }

            /// <summary>Decay rates of the running means.</summary>
            public (double, double) Betas
            {
                get => (Options.beta1 ?? 0, Options.beta2 ?? 0);
                set => (Options.beta1, Options.beta2) = value;
            }
        }

        /// <summary>What is kept for one parameter.</summary>
        public sealed class State : OptimizerState, IDisposable
        {
            private readonly Parameter parameter;

            /// <summary>Steps taken.</summary>
            public long step;
            /// <summary>Running mean of the gradient.</summary>
            public torch.Tensor exp_avg = null!;
            /// <summary>Running mean of the squared gradient.</summary>
            public torch.Tensor exp_avg_sq = null!;
            /// <summary>Largest running mean of the squared gradient so far; null unless amsgrad.</summary>
            public torch.Tensor? max_exp_avg_sq;

            /// <summary>The state of a parameter.</summary>
            public State(Parameter parameter) => this.parameter = parameter;

            /// <summary>Zeros of the parameter's shape.</summary>
            public override void Initialize(OptimizerOptions options)
            {
                step = 0;
                exp_avg = torch.zeros_like(parameter).DetachFromDisposeScope();
                exp_avg_sq = torch.zeros_like(parameter).DetachFromDisposeScope();
                max_exp_avg_sq = ((Options)options).amsgrad == true ? torch.zeros_like(parameter).DetachFromDisposeScope() : null;
            }

            /// <summary>Moves the state to a device.</summary>
            public override void to(torch.Device device)
            {
                exp_avg = Moved(exp_avg, device)!;
                exp_avg_sq = Moved(exp_avg_sq, device)!;
                max_exp_avg_sq = Moved(max_exp_avg_sq, device);
            }

            /// <summary>Copies the state of another parameter of the same shape.</summary>
            public override void LoadStateDict(OptimizerState source)
            {
                var other = (State)source;
                step = other.step;
                exp_avg = Replaced(exp_avg, other.exp_avg)!;
                exp_avg_sq = Replaced(exp_avg_sq, other.exp_avg_sq)!;
                max_exp_avg_sq = Replaced(max_exp_avg_sq, other.max_exp_avg_sq);
            }

            /// <summary>True when both states are the same up to rounding.</summary>
            public override bool ApproximatelyEquals(OptimizerState other) => other is State state && step == state.step
                && exp_avg.allclose(state.exp_avg) && exp_avg_sq.allclose(state.exp_avg_sq);

            /// <summary>Disposes the tensors.</summary>
            public void Dispose()
            {
                exp_avg?.Dispose();
                exp_avg_sq?.Dispose();
                max_exp_avg_sq?.Dispose();
            }
        }
    }
}
