package dev.glassplane.policy.endpoints;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Protocol;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A rule of a PolicyEndpoint.
 *
 * @param cidr   an address or a prefix, as written
 * @param except parts of the prefix that it does not speak of
 * @param ports  empty for all
 */
public record ResolvedEndpoint(String cidr, List<String> except, List<ResolvedPort> ports) {

    public ResolvedEndpoint {
        except = List.copyOf(except);
        ports = List.copyOf(ports);
    }

    /** @return the rule of an object */
    public static ResolvedEndpoint read(JsonNode json) {
        return new ResolvedEndpoint(json.path("cidr").asString(""), json.path("except").valueStream().map(except -> except.asString("")).toList(),
                json.path("ports").valueStream().map(ResolvedPort::read).toList());
    }

    ObjectNode write() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("cidr", cidr);
        if (!except.isEmpty()) {
            ArrayNode list = json.putArray("except");
            except.forEach(list::add);
        }
        if (!ports.isEmpty()) {
            ArrayNode list = json.putArray("ports");
            ports.forEach(port -> list.add(port.write()));
        }
        return json;
    }

    /** @return whether the address is meant */
    public boolean speaksOf(Ip ip) {
        return Cidr.parse(cidr).contains(ip) && except.stream().noneMatch(part -> Cidr.parse(part).contains(ip));
    }

    /** @return whether such a packet is meant */
    public boolean hasPort(Protocol protocol, int port) {
        return ports.isEmpty() || ports.stream().anyMatch(each -> each.matches(protocol, port));
    }
}
