package dev.glassplane.registry.cel.library;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import dev.glassplane.net.Ip;
import java.math.BigDecimal;
import java.net.URI;

/** Types of values that only these functions make. */
final class Types {

    static final CelType IP = OpaqueType.create("net.IP");
    static final CelType CIDR = OpaqueType.create("net.CIDR");
    static final CelType URL = OpaqueType.create("kubernetes.URL");
    static final CelType QUANTITY = OpaqueType.create("kubernetes.Quantity");
    static final CelType FORMAT = OpaqueType.create("kubernetes.NamedFormat");
    static final CelType SEMVER = OpaqueType.create("kubernetes.Semver");
    static final CelType ANY = TypeParamType.create("T");
    static final CelType LIST = ListType.create(ANY);
    static final CelType TEXTS = ListType.create(SimpleType.STRING);

    private Types() {}

    /** An address in a prefix: unlike a prefix alone it may have bits behind the prefix. */
    record Network(Ip ip, int length) {}

    /** An absolute URL or a path. */
    record Url(URI uri) {}

    /** An exact quantity. */
    record Quantity(BigDecimal value) implements Comparable<Quantity> {

        Quantity {
            value = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
        }

        @Override
        public int compareTo(Quantity other) {
            return value.compareTo(other.value);
        }
    }

    static Class<?> classOf(String name) {
        return switch (name) {
            case "net.IP" -> Ip.class;
            case "net.CIDR" -> Network.class;
            case "kubernetes.URL" -> Url.class;
            case "kubernetes.Quantity" -> Quantity.class;
            case "kubernetes.NamedFormat" -> NamedFormat.class;
            case "kubernetes.Semver" -> Version.class;
            default -> Object.class;
        };
    }
}
