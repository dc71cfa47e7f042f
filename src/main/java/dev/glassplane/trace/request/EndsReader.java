package dev.glassplane.trace.request;

import dev.glassplane.dns.ClusterNames;
import dev.glassplane.net.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Reads {@code from} and {@code to}, as short text or as an object. */
final class EndsReader {

    private static final String FROM_FORMS = "pod/NAMESPACE/NAME, node/NAME, external, an IP address, or an object {ip, node}";
    private static final String TO_FORMS = "service/NAMESPACE/NAME[:PORT], pod/NAMESPACE/NAME[:PORT], node/NAME:PORT, IP:PORT, [IPv6]:PORT, HOST:PORT, "
            + "http(s)://HOST[:PORT][/PATH], gateway/NAMESPACE/NAME or ingress/NAMESPACE/NAME";
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?\\.?");

    private EndsReader() {}

    static From from(JsonNode value) {
        if (value.isString()) {
            return fromText(value.asString());
        }
        if (!value.isObject()) {
            throw RequestException.invalid("from", FROM_FORMS, value.isMissingNode() ? "nothing" : value.toString());
        }
        Members members = new Members("from", value, Set.of("pod", "node", "ip", "external"));
        Optional<Ip> ip = members.text("ip").map(text -> ip("from.ip", text));
        Optional<String> node = members.text("node").map(text -> name("from.node", text));
        if (members.has("pod")) {
            members.alone("pod");
            String[] parts = qualified("from.pod", members.text("pod").orElseThrow());
            return new From.PodSource(parts[0], parts[1]);
        }
        if (members.flag("external")) {
            if (node.isPresent()) {
                throw RequestException.invalid("from", "external with an ip or alone", value.toString());
            }
            return new From.External(ip);
        }
        if (ip.isPresent()) {
            return node.isPresent() ? new From.AtNode(ip.get(), node.get()) : new From.Address(ip.get());
        }
        return new From.NodeSource(node.orElseThrow(() -> RequestException.invalid("from", FROM_FORMS, value.toString())));
    }

    private static From fromText(String text) {
        if (text.equals("external")) {
            return new From.External(Optional.empty());
        }
        Optional<Ip> ip = Ip.tryParse(text);
        if (ip.isPresent()) {
            return new From.Address(ip.get());
        }
        String[] parts = text.split("/", -1);
        if (parts[0].equals("pod") && parts.length == 3) {
            return new From.PodSource(name("from", parts[1]), name("from", parts[2]));
        }
        if (parts[0].equals("node") && parts.length == 2) {
            return new From.NodeSource(name("from", parts[1]));
        }
        throw RequestException.invalid("from", FROM_FORMS, quoted(text) + Suggestions.didYouMean(parts[0], List.of("pod", "node", "external")));
    }

    static To to(JsonNode value) {
        if (value.isString()) {
            return toText(value.asString());
        }
        if (!value.isObject()) {
            throw RequestException.invalid("to", TO_FORMS, value.isMissingNode() ? "nothing" : value.toString());
        }
        Members members = new Members("to", value, Set.of("service", "pod", "node", "ip", "port", "host", "path", "url", "gateway", "ingress"));
        List<String> kinds = List.of("service", "pod", "node", "ip", "host", "url", "gateway", "ingress").stream().filter(members::has).toList();
        if (kinds.size() != 1) {
            throw RequestException.invalid("to", "exactly one of service, pod, node, ip, host, url, gateway, ingress", kinds.isEmpty() ? "none of them" : kinds.toString());
        }
        String kind = kinds.getFirst();
        String named = members.text(kind).orElseThrow();
        Optional<String> port = members.text("port").map(text -> portWord("to.port", text));
        if (members.has("path") && !List.of("host", "gateway", "ingress").contains(kind)) {
            throw RequestException.invalid("to.path", "host, gateway or ingress beside it", value.toString());
        }
        if (kind.equals("url") && !HttpReader.isUrl(named)) {
            throw RequestException.invalid("to.url", "http(s)://HOST[:PORT][/PATH][?QUERY]", quoted(named));
        }
        if (kind.equals("url")) {
            members.alone("url");
            return HttpReader.url("to.url", named);
        }
        if (kind.equals("service") || kind.equals("pod")) {
            String[] parts = qualified("to." + kind, named);
            return kind.equals("pod") ? new To.PodTarget(parts[0], parts[1], port) : new To.ServiceTarget(parts[0], parts[1], port);
        }
        OptionalInt number = port.map(text -> OptionalInt.of(portNumber("to.port", text))).orElse(OptionalInt.empty());
        if (kind.equals("gateway") || kind.equals("ingress")) {
            String[] parts = qualified("to." + kind, named);
            return new To.Entrance(kind.equals("gateway") ? "Gateway" : "Ingress", parts[0], parts[1], number, HttpReader.target("to.path", members.text("path").orElse("/")));
        }
        if (kind.equals("host") && members.has("path")) {
            return new To.Url(false, host("to.host", named), number, HttpReader.target("to.path", members.text("path").get()));
        }
        if (kind.equals("host")) {
            return new To.HostTarget(host("to.host", named), number);
        }
        return kind.equals("node") ? new To.NodeTarget(name("to.node", named), number) : new To.AddressTarget(ip("to.ip", named), number);
    }

    private static To toText(String text) {
        if (HttpReader.isUrl(text)) {
            return HttpReader.url("to", text);
        }
        if (text.startsWith("gateway/") || text.startsWith("ingress/")) {
            return entrance(text);
        }
        String[] parts = text.split("/", -1);
        if ((parts[0].equals("service") || parts[0].equals("pod")) && parts.length == 3) {
            String name = beforePort(parts[2]);
            Optional<String> port = afterPort(parts[2]).map(word -> portWord("to", word));
            return parts[0].equals("pod") ? new To.PodTarget(name("to", parts[1]), name("to", name), port)
                    : new To.ServiceTarget(name("to", parts[1]), name("to", name), port);
        }
        if (parts[0].equals("node") && parts.length == 2) {
            return new To.NodeTarget(name("to", beforePort(parts[1])), port(afterPort(parts[1])));
        }
        return parts.length == 1 ? addressOrHost(text) : hostWithPath(text, parts[0]);
    }

    private static To entrance(String text) {
        String[] parts = text.split("/", 4);
        if (parts.length < 3) {
            throw RequestException.invalid("to", parts[0] + "/NAMESPACE/NAME[:PORT][/PATH]", quoted(text));
        }
        int mark = parts[2].indexOf('?');
        String named = mark < 0 ? parts[2] : parts[2].substring(0, mark);
        String after = mark < 0 ? parts.length == 4 ? "/" + parts[3] : "/" : parts[2].substring(mark) + (parts.length == 4 ? "/" + parts[3] : "");
        return new To.Entrance(parts[0].equals("gateway") ? "Gateway" : "Ingress", name("to", parts[1]), name("to", beforePort(named)), port(afterPort(named)),
                HttpReader.target("to", after));
    }

    private static To addressOrHost(String text) {
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            String rest = end < 0 ? "" : text.substring(end + 1);
            if (end < 0 || !rest.isEmpty() && !rest.startsWith(":")) {
                throw RequestException.invalid("to", "[IPv6]:PORT", quoted(text));
            }
            return new To.AddressTarget(ip("to", text.substring(1, end)), port(Optional.of(rest).filter(r -> !r.isEmpty()).map(r -> r.substring(1))));
        }
        Optional<Ip> bare = Ip.tryParse(text);
        if (bare.isPresent()) {
            return new To.AddressTarget(bare.get(), OptionalInt.empty());
        }
        Optional<Ip> ip = Ip.tryParse(beforePort(text));
        if (ip.isPresent()) {
            return new To.AddressTarget(ip.get(), port(afterPort(text)));
        }
        boolean looksLikeAddress = text.matches("[0-9.]+(:.*)?");
        if (looksLikeAddress || !HOST.matcher(beforePort(text)).matches() || isKind(beforePort(text))) {
            throw RequestException.invalid("to", TO_FORMS, quoted(text));
        }
        return new To.HostTarget(host("to", beforePort(text)), port(afterPort(text)));
    }

    /** A first word without a dot is a slip of the kind rather than a host name. */
    private static To hostWithPath(String text, String first) {
        if (first.contains(".")) {
            return HttpReader.url("to", false, first, text.substring(first.length()));
        }
        throw RequestException.invalid("to", TO_FORMS, quoted(text) + Suggestions.didYouMean(first, List.of("service", "pod", "node", "gateway", "ingress")));
    }

    static String host(String field, String text) {
        if (!HOST.matcher(text).matches() || ClusterNames.name(text).isEmpty()) {
            throw RequestException.invalid(field, "a host name of at most 255 characters, of labels of at most 63 with dots between them", quoted(text));
        }
        return text;
    }

    private static boolean isKind(String word) {
        return List.of("service", "pod", "node", "external").contains(word);
    }

    private static String beforePort(String text) {
        int colon = text.lastIndexOf(':');
        return colon < 0 ? text : text.substring(0, colon);
    }

    private static Optional<String> afterPort(String text) {
        int colon = text.lastIndexOf(':');
        return colon < 0 ? Optional.empty() : Optional.of(text.substring(colon + 1));
    }

    private static OptionalInt port(Optional<String> word) {
        return word.isEmpty() ? OptionalInt.empty() : OptionalInt.of(portNumber("to", word.get()));
    }

    private static String portWord(String field, String word) {
        if (word.isEmpty()) {
            throw RequestException.invalid(field, "a port name or number", "nothing after the colon");
        }
        if (word.chars().allMatch(Character::isDigit)) {
            portNumber(field, word);
        }
        return word;
    }

    static int portNumber(String field, String word) {
        if (word.matches("[0-9]{1,5}")) {
            int number = Integer.parseInt(word);
            if (number >= 1 && number <= 65_535) {
                return number;
            }
        }
        throw RequestException.invalid(field, "a port number from 1 to 65535", quoted(word));
    }

    static Ip ip(String field, String text) {
        return Ip.tryParse(text).orElseThrow(() -> RequestException.invalid(field, "an IP address", quoted(text)));
    }

    private static String name(String field, String text) {
        if (!NAME.matcher(text).matches()) {
            throw RequestException.invalid(field, "a name of lower-case letters, digits, '-' and '.'", quoted(text));
        }
        return text;
    }

    private static String[] qualified(String field, String text) {
        List<String> parts = new ArrayList<>(List.of(text.split("/", -1)));
        if (parts.size() != 2) {
            throw RequestException.invalid(field, "NAMESPACE/NAME", quoted(text));
        }
        return new String[] {name(field, parts.get(0)), name(field, parts.get(1))};
    }

    static String quoted(String text) {
        return "\"" + text + "\"";
    }
}
