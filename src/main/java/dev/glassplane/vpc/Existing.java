package dev.glassplane.vpc;

import dev.glassplane.net.Cidr;
import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.Stored;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The cloud's objects as they are while one of them is being written. A reference by id must lead to an object that exists, as EC2 wants it; one by
 * name ({@code fooRef}) may wait for its object, as ACK does.
 */
final class Existing {

    private final Objects objects;
    private final Kinds kinds;

    Existing(Objects objects, Kinds kinds) {
        this.objects = objects;
        this.kinds = kinds;
    }

    Optional<ObjectNode> find(String resource, String name) {
        return objects.get(kinds.named(resource), "", name).map(Stored::object);
    }

    /** @return all objects of the resource but the one with this name */
    Stream<ObjectNode> others(String resource, String name) {
        return objects.list(kinds.named(resource)).objects().stream().map(Stored::object).filter(object -> !name(object).equals(name));
    }

    static String name(JsonNode object) {
        return Json.text(object.path("metadata"), "name");
    }

    /**
     * What a reference leads to.
     *
     * @param path   of the object that has the reference, for example {@code spec}
     * @param code   EC2's error code if the id is unknown
     * @param what   EC2's word for it
     * @param errors gets an entry if the id is unknown
     * @return empty if there is no reference, or nothing there yet
     */
    Optional<ObjectNode> referred(JsonNode holder, String path, String idField, String refField, String resource, String code, String what, FieldErrors errors) {
        String id = Json.text(holder, idField);
        Optional<ObjectNode> found = Optional.of(Json.reference(holder, idField, refField)).filter(name -> !name.isEmpty()).flatMap(name -> find(resource, name));
        if (!id.isEmpty() && found.isEmpty()) {
            errors.invalid(path + "." + idField, id, code + ": The " + what + " ID '" + id + "' does not exist" + hint(resource));
        }
        return found;
    }

    Optional<ObjectNode> vpc(JsonNode spec, String field, String refField, FieldErrors errors) {
        return referred(spec, "spec", field, refField, VpcReader.VPCS, "InvalidVpcID.NotFound", "vpc", errors);
    }

    private String hint(String resource) {
        List<String> names = others(resource, "").map(Existing::name).sorted().limit(5).toList();
        return names.isEmpty() ? "; there is none" : "; there is " + String.join(", ", names);
    }

    /** @return prefixes of IPv4 and IPv6 of a VPC */
    static List<Cidr> allCidrs(JsonNode vpc) {
        return Stream.concat(cidrs(vpc).stream(), Subnet.ipv6(vpc.path("spec")).stream()).toList();
    }

    static List<Cidr> cidrs(JsonNode vpc) {
        return Json.cidrs(vpc.path("spec"), "cidrBlocks");
    }
}
