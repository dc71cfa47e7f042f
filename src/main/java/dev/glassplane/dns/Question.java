package dev.glassplane.dns;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * A question over HTTP.
 *
 * @param text  the name as written
 * @param name  the name
 * @param types asked, at least one
 * @param from  who asks, as written; empty if CoreDNS is asked directly, without a resolver
 */
record Question(String text, Name name, List<Integer> types, Optional<String> from) {

    /** Types that one question may name. */
    static final int TYPES_MAX = 8;

    String typeWords() {
        return types.stream().map(Type::string).collect(Collectors.joining(","));
    }
}
