package dev.glassplane.trace.render;

import dev.glassplane.dns.DnsJson;
import dev.glassplane.linux.conntrack.Connection;
import dev.glassplane.linux.conntrack.Tuple;
import dev.glassplane.linux.netfilter.ChainId;
import dev.glassplane.linux.netfilter.Rule;
import dev.glassplane.linux.netfilter.RuleText;
import dev.glassplane.linux.route.IpRouteShow;
import dev.glassplane.linux.route.Route;
import dev.glassplane.linux.stack.Lookup;
import dev.glassplane.net.Origin;
import dev.glassplane.net.Packet;
import dev.glassplane.trace.model.Choice;
import dev.glassplane.trace.model.Step;
import dev.glassplane.vpc.firewall.Ruling;
import dev.glassplane.vpc.flowlog.FlowRecord;
import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One step as JSON: the same members for every kind, those that do not apply left out. */
final class StepJson {

    private StepJson() {}

    static ObjectNode of(int seq, Step step) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("seq", seq);
        switch (step) {
            case Step.Resolved s -> {
                json.put("hook", "dns").put("result", s.resolution().result().name());
                json.set("dns", DnsJson.of(s.resolution()));
                json.put("evidence", Words.resolved(s.resolution()) + (s.way().isEmpty() ? "" : "; " + s.way()));
            }
            case Step.Sent s -> json.put("hook", "output").put("result", "sent").set("after", packet(s.packet()));
            case Step.Arrived s -> json.put("hook", "device-in").put("result", "arrived").put("iface", s.iface()).set("after", packet(s.packet()));
            case Step.Tracked s -> {
                json.put("hook", "conntrack").put("result", s.state());
                json.set("ct", connection(s.connection()).put("state", s.state()).put("dir", s.reply() ? "reply" : "original"));
            }
            case Step.RuleMatched s -> matched(json, s);
            case Step.ChainEnded s -> json.put("hook", s.hook().name().toLowerCase(Locale.ROOT)).put("table", s.chain().table().name())
                    .put("chain", s.chain().name()).put("result", s.end().equals("return") ? "return" : "policy").put("skipped", s.skipped())
                    .put("evidence", s.end());
            case Step.Translated s -> {
                json.put("hook", "conntrack").put("result", s.change().kind());
                change(json, s.change());
            }
            case Step.Routed s -> routed(json, s);
            case Step.LookedUp s -> lookedUp(json, s.lookup());
            case Step.Decided s -> {
                json.put("hook", s.decision().place()).put("result", s.decision().result());
                s.decision().origin().ifPresent(origin -> json.set("object", object(origin)));
                s.change().ifPresent(change -> change(json, change));
                s.choice().ifPresent(choice -> json.set("choice", choice(choice)));
                json.put("evidence", s.decision().evidence());
            }
            case Step.Bridged s -> json.put("hook", "bridge").put("result", "forwarded").put("iface", s.bridge()).put("nextHop", s.ip().toString())
                    .put("evidence", s.ip() + " is behind port " + s.port());
            case Step.Encapsulated s -> {
                json.put("hook", "encapsulation").put("result", "encapsulated").put("iface", s.device());
                json.set("object", object(s.origin()));
                json.set("before", packet(s.inner()));
                json.set("after", packet(s.outer()));
                json.put("evidence", Words.wrapped(s));
            }
            case Step.Decapsulated s -> {
                json.put("hook", "encapsulation").put("result", "decapsulated").put("iface", s.device());
                json.set("before", packet(s.outer()));
                json.set("after", packet(s.inner()));
            }
            case Step.Left s -> json.put("hook", "device-out").put("result", "left").put("iface", s.iface()).put("nextHop", s.nextHop().toString())
                    .set("after", packet(s.packet()));
            case Step.Received s -> {
                json.put("hook", "socket").put("result", "received");
                json.set("after", packet(s.packet()));
                json.put("evidence", s.listener());
            }
            case Step.Fabric s -> {
                json.put("hook", s.hook()).put("result", s.change().map(Step.Change::kind).orElse("match"));
                s.change().ifPresent(change -> change(json, change));
                json.put("evidence", s.evidence());
            }
            case Step.Filtered s -> filtered(json, s.ruling());
            case Step.Logged s -> logged(json, s.flow());
            case Step.Balanced s -> HttpRender.put(json, s.evaluation());
            case Step.Connected s -> {
                json.put("hook", "socket").put("result", "connection-opened").set("after", packet(s.packet()));
                s.talk().ifPresent(talk -> json.set("http", HttpRender.talk(talk)));
            }
            case Step.Heard s -> {
                json.put("hook", "application").put("result", "heard").set("after", packet(s.packet()));
                json.set("http", HttpRender.talk(s.talk()));
                json.put("evidence", HttpRender.heard(s));
            }
        }
        return json;
    }

    private static void filtered(ObjectNode json, Ruling ruling) {
        json.put("hook", ruling.layer().word()).put("on", ruling.on()).put("table", String.join(", ", ruling.asked()))
                .put("chain", ruling.direction().api())
                .put("result", ruling.verdict() == Ruling.Verdict.TRACKED ? "tracked" : ruling.passes() ? "accept" : "drop").put("skipped", ruling.passed());
        ruling.rule().ifPresent(rule -> json.putObject("rule").put("index", rule.place()).put("text", rule.text()));
        json.set("object", object(ruling));
        json.put("evidence", ruling.sentence());
    }

    private static void logged(ObjectNode json, FlowRecord flow) {
        json.put("hook", "flow-log").put("on", flow.at().eni()).put("chain", flow.direction().api()).put("result", flow.action());
    }

    private static void lookedUp(ObjectNode json, Lookup lookup) {
        json.put("hook", lookup.place()).put("table", lookup.table()).put("result", lookup.hit() ? "match" : "no-match");
        ObjectNode asked = json.putObject("lookup").put("structure", lookup.structure().word()).put("probes", lookup.probes()).put("key", lookup.key());
        lookup.value().ifPresent(value -> asked.put("value", value));
        lookup.origin().ifPresent(origin -> json.set("object", object(origin)));
    }

    private static void matched(ObjectNode json, Step.RuleMatched step) {
        json.put("hook", step.hook().name().toLowerCase(Locale.ROOT)).put("table", step.chain().table().name()).put("chain", step.chain().name());
        json.set("rule", rule(step.chain(), step.rule(), step.index()));
        json.put("result", step.result()).put("skipped", step.skipped());
        step.change().ifPresent(change -> change(json, change));
        step.mark().ifPresent(mark -> json.putObject("mark").put("from", Words.hex(mark.from())).put("to", Words.hex(mark.to())));
        step.choice().ifPresent(choice -> json.set("choice", choice(choice)));
    }

    /** @param index 0 if unknown */
    static ObjectNode rule(ChainId chain, Rule rule, int index) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (index > 0) {
            json.put("index", index);
        }
        json.put("text", RuleText.of(chain, rule));
        json.set("object", object(rule.origin()));
        return json;
    }

    /** The object whose rule decided, else all that were asked. */
    static ObjectNode object(Ruling ruling) {
        return object(new Origin("ec2", ruling.layer().kind(), "", ruling.rule().map(Ruling.Matched::object).orElse(String.join(", ", ruling.asked())),
                ruling.rule().map(Ruling.Matched::place).orElse("")));
    }

    static ObjectNode object(Origin origin) {
        return JsonNodeFactory.instance.objectNode().put("component", origin.component()).put("kind", origin.kind())
                .put("ns", origin.namespace()).put("name", origin.name()).put("field", origin.reason());
    }

    private static ObjectNode choice(Choice choice) {
        return JsonNodeFactory.instance.objectNode().put("of", choice.of()).put("index", choice.index())
                .put("p", Words.fraction(choice.probability())).put("by", choice.by());
    }

    private static void change(ObjectNode json, Step.Change change) {
        json.set("before", packet(change.before()));
        json.set("after", packet(change.after()));
    }

    private static void routed(ObjectNode json, Step.Routed step) {
        json.put("hook", "routing").put("result", step.local() ? "local" : step.route().isPresent() ? "match" : "no-match");
        step.route().ifPresent(route -> {
            ObjectNode found = json.putObject("route").put("table", route.table() == Route.MAIN ? "main" : Integer.toString(route.table()));
            step.rule().ifPresent(rule -> found.put("prio", rule.priority()));
            found.put("prefix", route.destination().toString());
            route.device().ifPresent(device -> found.put("dev", device));
            route.via().ifPresent(via -> found.put("via", via.toString()));
            found.set("object", object(route.origin()));
            json.put("evidence", IpRouteShow.line(route).strip());
        });
    }

    static ObjectNode packet(Packet packet) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("src", packet.source().toString());
        if (packet.protocol().hasPorts()) {
            json.put("sport", packet.sourcePort());
        }
        json.put("dst", packet.destination().toString());
        if (packet.protocol().hasPorts()) {
            json.put("dport", packet.destinationPort());
        }
        json.put("protocol", packet.protocol().name());
        packet.tunnel().ifPresent(tunnel -> json.put("bytes", packet.sizeBytes()).putObject("carries").put("kind", tunnel.kind().name().toLowerCase(Locale.ROOT))
                .put("id", tunnel.id()).put("mac", tunnel.mac()).set("packet", packet(tunnel.packet())));
        return json;
    }

    static ObjectNode connection(Connection connection) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("original", tuple(connection.original()));
        json.set("reply", tuple(connection.reply()));
        return json.put("mark", Words.hex(connection.mark()));
    }

    private static ObjectNode tuple(Tuple tuple) {
        return packet(Packet.of(tuple.protocol(), tuple.source(), tuple.sourcePort(), tuple.destination(), tuple.destinationPort()));
    }
}
