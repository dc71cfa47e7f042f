package dev.glassplane.registry.cel.library;

import dev.cel.common.CelFunctionDecl;
import dev.cel.runtime.CelFunctionBinding;
import java.util.List;
import java.util.stream.Stream;

/** All functions that Kubernetes adds to CEL. */
public final class KubernetesFunctions {

    private static final List<Function> ALL = Stream.of(Urls.functions(), Addresses.functions(), Numbers.functions(), Texts.functions(),
            Lists.functions()).flatMap(List::stream).toList();

    private KubernetesFunctions() {}

    /** @return what the checker needs to know */
    public static List<CelFunctionDecl> declarations() {
        return ALL.stream().map(Function::declaration).toList();
    }

    /** @return what they do */
    public static List<CelFunctionBinding> bindings() {
        return ALL.stream().flatMap(each -> each.bindings().stream()).toList();
    }
}
