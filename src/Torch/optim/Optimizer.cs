using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Optimizers.</summary>
    public static partial class optim
    {
        /// <summary>The learning rate of a group of parameters.</summary>
        public interface ILearningRateController
        {
            /// <summary>The learning rate now.</summary>
            double LearningRate { get; set; }

            /// <summary>The learning rate at the start.</summary>
            double InitialLearningRate { get; set; }
        }

        /// <summary>An optimizer with momentum.</summary>
        public interface IMomentum
        {
            /// <summary>The momentum.</summary>
            double Momentum { get; set; }
        }

        /// <summary>An optimizer with two decay rates.</summary>
        public interface IBetas
        {
            /// <summary>Decay rates of the running means of gradient and squared gradient.</summary>
            (double, double) Betas { get; set; }
        }

        /// <summary>Changes parameters by their gradients.</summary>
        public abstract class Optimizer : IDisposable
        {
            private protected readonly List<ParamGroup> groups = [];

            /// <summary>Changes every parameter that has a gradient. A closure is called first and its loss returned.</summary>
            public abstract Tensor? step(Func<Tensor>? closure = null);

            /// <summary>Adds parameters with options of their own.</summary>
            public virtual void add_param_group(ParamGroup param_group) => groups.Add(param_group);

            /// <summary>Forgets the gradients of all parameters.</summary>
            public virtual void zero_grad()
            {
                foreach (Parameter parameter in parameters()) parameter.grad = null;
            }

            /// <summary>All parameters.</summary>
            public virtual IEnumerable<Parameter> parameters() => groups.SelectMany(g => g.Parameters);

            /// <summary>The groups, for schedulers of the learning rate.</summary>
            public virtual IEnumerable<ILearningRateController> ParamGroups => groups;

            /// <summary>Disposes the state, not the parameters.</summary>
            protected virtual void Dispose(bool disposing) { }

            /// <summary>Disposes the state, not the parameters.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Everything that a checkpoint keeps.</summary>
            public class StateDictionary
            {
                internal StateDictionary() { }

                /// <summary>The options, one per group.</summary>
                public List<OptimizerOptions> Options { get; } = [];

                /// <summary>The state, one per parameter in the order of the groups; the live objects, not copies.</summary>
                public List<OptimizerState> State { get; } = [];

                /// <summary>For each group, the indices of its parameters in <see cref="State"/>.</summary>
                public List<List<int>> StateIndexRef { get; } = [];
            }
        }
    }
}
