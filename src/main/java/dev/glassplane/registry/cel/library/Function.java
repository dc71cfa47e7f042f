package dev.glassplane.registry.cel.library;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionOverload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** A function with its overloads: what the checker knows about them and what they do. */
final class Function {

    private final String name;
    private final List<CelOverloadDecl> declared = new ArrayList<>();
    private final List<CelFunctionBinding> bound = new ArrayList<>();

    private Function(String name) {
        this.name = name;
    }

    static Function named(String name) {
        return new Function(name);
    }

    /** Java classes of the runtime's values, for choosing an overload. */
    private static Class<?> classOf(CelType type) {
        return switch (type.kind()) {
            case STRING -> String.class;
            case INT -> Long.class;
            case BOOL -> Boolean.class;
            case DOUBLE -> Double.class;
            case LIST -> List.class;
            case OPAQUE -> Types.classOf(type.name());
            default -> Object.class;
        };
    }

    /** Adds {@code name(parameters)}. */
    Function global(String id, CelType result, CelFunctionOverload does, CelType... parameters) {
        declared.add(CelOverloadDecl.newGlobalOverload(id, result, parameters));
        return bind(id, does, parameters);
    }

    /** Adds {@code first.name(others)}. */
    Function member(String id, CelType result, CelFunctionOverload does, CelType... parameters) {
        declared.add(CelOverloadDecl.newMemberOverload(id, result, parameters));
        return bind(id, does, parameters);
    }

    private Function bind(String id, CelFunctionOverload does, CelType... parameters) {
        List<Class<?>> classes = new ArrayList<>();
        Arrays.stream(parameters).map(Function::classOf).forEach(classes::add);
        bound.add(CelFunctionBinding.from(id, classes, does));
        return this;
    }

    CelFunctionDecl declaration() {
        return CelFunctionDecl.newFunctionDeclaration(name, declared);
    }

    Collection<CelFunctionBinding> bindings() {
        return CelFunctionBinding.fromOverloads(name, bound);
    }
}
