package dev.glassplane.registry.cel;

import dev.cel.common.CelOptions;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.OptionalType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.glassplane.registry.cel.library.KubernetesFunctions;

/** Compiler and runtime with all functions that Kubernetes has; made when the first rule is needed, since that takes a moment. */
final class Environment {

    /** Passes through loops of one expression. */
    private static final int ITERATIONS_MAX = 1_000_000;

    static final String SELF = "self";
    static final String OLD_SELF = "oldSelf";

    private static final CelOptions OPTIONS = CelOptions.current().enableOptionalSyntax(true).enableHeterogeneousNumericComparisons(true)
            .comprehensionMaxIterations(ITERATIONS_MAX).build();
    private static final CelCompiler COMPILER = CelCompilerFactory.standardCelCompilerBuilder().setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addLibraries(CelExtensions.strings(), CelExtensions.sets(OPTIONS), CelExtensions.optional(), CelExtensions.comprehensions())
            .addFunctionDeclarations(KubernetesFunctions.declarations()).build();

    /** The runtime of all rules: values carry their types. */
    static final CelRuntime RUNTIME = CelRuntimeFactory.plannerRuntimeBuilder().setOptions(OPTIONS)
            .addLibraries(CelExtensions.strings(), CelExtensions.sets(OPTIONS), CelExtensions.optional(), CelExtensions.comprehensions())
            .addFunctionBindings(KubernetesFunctions.bindings()).build();

    private Environment() {}

    /** @return a compiler that knows {@code self} and {@code oldSelf} */
    static CelCompiler compiler(CelTypeProvider types, CelType self, boolean optionalOldSelf) {
        return COMPILER.toCompilerBuilder().setTypeProvider(types).addVar(SELF, self)
                .addVar(OLD_SELF, optionalOldSelf ? OptionalType.create(self) : self).build();
    }
}
