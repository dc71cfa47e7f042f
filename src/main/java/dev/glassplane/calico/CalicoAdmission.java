package dev.glassplane.calico;

import dev.glassplane.calico.ipam.IpamSettings;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.registry.Admission;
import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Objects;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Refuses objects that Calico's own validation refuses, in its words ({@code projectcalico/calico: libcalico-go/lib/validator/v3},
 * {@code libcalico-go/lib/clientv3/ippool.go}), and those that ask for what is not modelled. Against a real cluster kubectl writes unchecked what
 * {@code calicoctl} would refuse; here both are refused.
 */
@Component
class CalicoAdmission implements Admission {

    private static final Set<String> SETTINGS = Set.of(BgpSettings.RESOURCE, FelixSettings.RESOURCE, IpamSettings.RESOURCE);
    private static final Cidr LINK_LOCAL = Cidr.parse("169.254.0.0/16");
    private static final int BLOCK_MIN = 20;
    private static final int BLOCK_MAX = 32;

    private final ObjectProvider<Objects> objects;

    /** @param objects to see the other pools */
    CalicoAdmission(ObjectProvider<Objects> objects) {
        this.objects = objects;
    }

    @Override
    public void check(Kind kind, Optional<ObjectNode> before, ObjectNode after) {
        FieldErrors errors = new FieldErrors();
        String name = after.path("metadata").path("name").asString("");
        JsonNode spec = after.path("spec");
        if (kind.resource().equals(IpPool.RESOURCE)) {
            pool(kind, name, before.map(object -> object.path("spec")), spec, errors);
        } else if (kind.resource().equals(BgpSettings.Peer.RESOURCE)) {
            peer(spec, errors);
        } else if (kind.resource().equals(BgpFilter.RESOURCE)) {
            List.of("importV4", "exportV4", "importV6", "exportV6").forEach(field -> filter(spec.path(field), "spec." + field, errors));
        } else if (SETTINGS.contains(kind.resource()) && !name.equals("default")) {
            errors.invalid("metadata.name", name, "expected \"default\": settings of single nodes are not modelled (limit: calico-settings)");
        } else if (kind.resource().equals(FelixSettings.RESOURCE)) {
            felix(spec, errors);
        }
        errors.throwIfAny(kind, name);
    }

    private void pool(Kind kind, String name, Optional<JsonNode> before, JsonNode spec, FieldErrors errors) {
        String text = spec.path("cidr").asString("");
        Optional<Cidr> parsed = text.contains("/") ? Cidr.tryParse(text) : Optional.empty();
        if (parsed.isEmpty()) {
            errors.invalid("spec.cidr", text, "IPPool CIDR must be a valid subnet");
            return;
        }
        Cidr cidr = parsed.get();
        if (!cidr.network().isV4()) {
            errors.invalid("spec.cidr", text, "IPv6 pools are not modelled (limit: calico-ipv6)");
            return;
        }
        if (!cidr.network().toString().equals(text.substring(0, text.indexOf('/')))) {
            errors.invalid("spec.cidr", text, "IP pool CIDR is not strictly masked");
        }
        if (cidr.overlaps(LINK_LOCAL)) {
            errors.invalid("spec.cidr", text, "IP pool range overlaps with IPv4 Link Local range 169.254.0.0/16");
        }
        if (!spec.path("ipipMode").asString("Never").equals("Never") && !spec.path("vxlanMode").asString("Never").equals("Never")) {
            errors.invalid("spec.ipipMode", spec.path("ipipMode"), "IPIPMode and VXLANMode cannot both be enabled on the same IP pool");
        }
        int size = spec.path("blockSize").asInt(IpPool.BLOCK_SIZE_V4);
        if (size < BLOCK_MIN || size > BLOCK_MAX) {
            errors.invalid("spec.blockSize", size, "block size must be between " + BLOCK_MIN + " and " + BLOCK_MAX + " for IPv4");
        } else if (cidr.prefixLength() > size) {
            errors.invalid("spec.cidr", text, "IP pool size is too small for use with Calico IPAM. It must be equal to or greater than the block size.");
        }
        selector("spec.nodeSelector", spec, "nodeSelector", errors);
        before.ifPresent(old -> {
            unchanged("cidr", "IPPool CIDR cannot be modified", old, spec, errors);
            unchanged("blockSize", "IPPool BlockSize cannot be modified", old, spec, errors);
        });
        objects.getObject().list(kind).objects().stream().filter(other -> !other.key().name().equals(name)).forEach(other -> {
            String otherCidr = other.object().path("spec").path("cidr").asString("");
            if (Cidr.tryParse(otherCidr).filter(cidr::overlaps).isPresent()) {
                errors.invalid("spec.cidr", text, "IPPool(" + name + ") CIDR overlaps with IPPool(" + other.key().name() + ") CIDR " + otherCidr);
            }
        });
    }

    private static void unchanged(String field, String words, JsonNode old, JsonNode now, FieldErrors errors) {
        if (!old.path(field).equals(now.path(field))) {
            errors.invalid("spec." + field, now.path(field), words);
        }
    }

    private static void peer(JsonNode spec, FieldErrors errors) {
        boolean byAddress = !spec.path("peerIP").asString("").isEmpty();
        boolean bySelector = !spec.path("peerSelector").asString("").isEmpty();
        if (!spec.path("node").asString("").isEmpty() && !spec.path("nodeSelector").asString("").isEmpty()) {
            errors.invalid("spec.node", spec.path("node"), "Node field must be empty when NodeSelector is specified");
        }
        if (byAddress && bySelector) {
            errors.invalid("spec.peerIP", spec.path("peerIP"), "PeerIP field must be empty when PeerSelector is specified");
        }
        if (bySelector && spec.has("asNumber")) {
            errors.invalid("spec.asNumber", spec.path("asNumber"), "ASNumber field must be empty when PeerSelector is specified");
        }
        if (!byAddress && !bySelector) {
            errors.required("spec.peerIP", "peerIP or peerSelector has to say whom to peer with");
        }
        if (byAddress && !spec.has("asNumber")) {
            errors.required("spec.asNumber", "a peer given by its address needs its AS number");
        }
        if (byAddress) {
            address(spec.path("peerIP"), errors);
        }
        selector("spec.nodeSelector", spec, "nodeSelector", errors);
        selector("spec.peerSelector", spec, "peerSelector", errors);
    }

    private static void filter(JsonNode rules, String at, FieldErrors errors) {
        int index = 0;
        for (JsonNode rule : rules) {
            String where = at + "[" + index++ + "]";
            String text = rule.path("cidr").asString("");
            if (text.isEmpty() == rule.has("matchOperator")) {
                errors.invalid(where + ".cidr", text, "cidr and matchOperator must both be set or both be empty");
            } else if (!text.isEmpty() && Cidr.tryParse(text).filter(cidr -> cidr.network().isV4() == at.endsWith("V4") && text.contains("/")).isEmpty()) {
                errors.invalid(where + ".cidr", text, "expected a prefix of IPv" + at.charAt(at.length() - 1));
            } else if (rule.has("prefixLength") && text.isEmpty()) {
                errors.invalid(where + ".prefixLength", rule.path("prefixLength"), "cidr is required when prefixLength is set");
            }
        }
    }

    private static void address(JsonNode peer, FieldErrors errors) {
        String[] parts = peer.asString("").split(":", 2);
        boolean port = parts.length == 1 || parts[1].matches("\\d{1,5}") && Integer.parseInt(parts[1]) >= 1 && Integer.parseInt(parts[1]) <= 65_535;
        if (Ip.tryParse(peer.asString("")).filter(ip -> !ip.isV4()).isPresent()) {
            errors.invalid("spec.peerIP", peer, "peers of IPv6 are not modelled (limit: calico-ipv6)");
        } else if (Ip.tryParse(parts[0]).filter(Ip::isV4).isEmpty() || !port) {
            errors.invalid("spec.peerIP", peer, "expected an IPv4 address, with a port from 1 to 65535 if it is not 179, for example 10.0.1.1:1179");
        }
    }

    private static void felix(JsonNode spec, FieldErrors errors) {
        String address = spec.path("natOutgoingAddress").asString("");
        if (!address.isEmpty() && Ip.tryParse(address).filter(Ip::isV4).isEmpty()) {
            errors.invalid("spec.natOutgoingAddress", address, "expected an IPv4 address");
        }
    }

    private static void selector(String field, JsonNode spec, String name, FieldErrors errors) {
        String text = spec.path(name).asString("");
        try {
            Selector.parse(text);
        } catch (IllegalArgumentException e) {
            errors.invalid(field, text, e.getMessage());
        }
    }
}
