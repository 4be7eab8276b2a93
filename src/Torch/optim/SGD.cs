using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <summary>Gradient descent, with momentum if wanted.</summary>
            public static SGD SGD(IEnumerable<Parameter> parameters, double learningRate, double momentum = 0, double dampening = 0,
                double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            /// <summary>Gradient descent, with momentum if wanted.</summary>
            public static SGD SGD(IEnumerable<(string name, Parameter parameter)> parameters, double learningRate, double momentum = 0,
                double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                new(parameters.Select(p => p.parameter), learningRate, momentum, dampening, weight_decay, nesterov, maximize);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Gradient descent, with momentum if wanted.</summary>
    public class SGD : OptimizerHelper, torch.optim.IMomentum
    {
        private readonly Options defaults;

        /// <summary>Over parameters in one group.</summary>
        public SGD(IEnumerable<Parameter> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0,
            bool nesterov = false, bool maximize = false)
        {
            if (lr < 0) throw new ArgumentException($"The learning rate must not be negative, {lr} is.");
            if (nesterov && (momentum <= 0 || dampening != 0))
                throw new ArgumentException("Nesterov momentum needs a momentum above 0 and no dampening.");
            defaults = new Options
            {
                LearningRate = lr,
                momentum = momentum,
                dampening = dampening,
                weight_decay = weight_decay,
                nesterov = nesterov,
                maximize = maximize,
            };
            add_param_group(new ParamGroup { Parameters = parameters });
        }

        private protected override OptimizerState NewState(Parameter parameter) => new State(parameter);

        private protected override void Complete(OptimizerOptions options)
        {
            var own = (Options)options;
            own.LearningRate ??= defaults.LearningRate;
            own.momentum ??= defaults.momentum;
            own.dampening ??= defaults.dampening;
            own.weight_decay ??= defaults.weight_decay;
            own.nesterov ??= defaults.nesterov;
            own.maximize ??= defaults.maximize;
        }

        /// <summary>The momentum of the first group; setting changes all groups.</summary>
        public double Momentum
        {
            get => ((ParamGroup)groups[0]).Momentum;
            set
            {
                foreach (ParamGroup group in groups.Cast<ParamGroup>()) group.Momentum = value;
            }
        }

        /// <summary>Changes every parameter that has a gradient.</summary>
        public override torch.Tensor? step(Func<torch.Tensor>? closure = null)
        {
            torch.Tensor? loss = Loss(closure);
            using IDisposable mode = torch.no_grad();
            foreach (ParamGroup group in groups.Cast<ParamGroup>())
                foreach (Parameter parameter in group.Parameters)
                {
                    using DisposeScope scope = torch.NewDisposeScope();
                    if (parameter.grad is { } gradient) Step(parameter, gradient, group.Options);
                }
            return loss;
        }

        private void Step(Parameter parameter, torch.Tensor gradient, Options options)
        {
            double momentum = options.momentum!.Value;
            if (options.maximize == true) gradient = gradient.neg();
            if (options.weight_decay != 0) gradient = gradient.add(parameter, options.weight_decay!.Value);
            if (momentum != 0)
            {
                var state = (State)StateOf(parameter);
                if (state.momentum_buffer is null) state.momentum_buffer = gradient.clone().DetachFromDisposeScope();
                else state.momentum_buffer.mul_(momentum).add_(gradient, 1 - options.dampening!.Value);
                gradient = options.nesterov == true ? gradient.add(state.momentum_buffer, momentum) : state.momentum_buffer;
            }
            parameter.add_(gradient, -options.LearningRate!.Value);
        }

        /// <summary>Options of a group.</summary>
        public class Options : OptimizerOptions
        {
            /// <summary>Share of the last step in this one.</summary>
            public double? momentum;
            /// <summary>Weakens the gradient's part in the momentum.</summary>
            public double? dampening;
            /// <summary>Factor of the parameter that is added to its gradient.</summary>
            public double? weight_decay;
            /// <summary>True: Nesterov's momentum.</summary>
            public bool? nesterov;
            /// <summary>True: climbs instead of descending.</summary>
            public bool? maximize;

            /// <summary>Copies the options of another group.</summary>
            public override void LoadStateDict(OptimizerOptions source)
            {
                base.LoadStateDict(source);
                var other = (Options)source;
                (momentum, dampening, weight_decay, nesterov, maximize) =
                    (other.momentum, other.dampening, other.weight_decay, other.nesterov, other.maximize);
            }
        }

        /// <summary>Parameters with options of their own.</summary>
        public class ParamGroup : ParamGroup<Options>, torch.optim.IMomentum
        {
            /// <summary>A group to be filled in.</summary>
            public ParamGroup() { }

            /// <summary>The momentum.</summary>
            public double Momentum
            {
                get => Options.momentum ?? 0;
                set => Options.momentum = value;
            }
        }

        /// <summary>What is kept for one parameter.</summary>
        public sealed class State : OptimizerState, IDisposable
        {
            /// <summary>The last step; null before the first or without momentum.</summary>
            public torch.Tensor? momentum_buffer;

            /// <summary>The state of a parameter.</summary>
            public State(Parameter parameter) { }

            /// <summary>Forgets the last step.</summary>
            public override void Initialize(OptimizerOptions options) => momentum_buffer = null;

            /// <summary>Moves the state to a device.</summary>
            public override void to(torch.Device device) => momentum_buffer = Moved(momentum_buffer, device);

            /// <summary>Copies the state of another parameter of the same shape.</summary>
            public override void LoadStateDict(OptimizerState source) =>
                momentum_buffer = Replaced(momentum_buffer, ((State)source).momentum_buffer);

            /// <summary>Disposes the tensor.</summary>
            public void Dispose() => momentum_buffer?.Dispose();
        }
    }
}
