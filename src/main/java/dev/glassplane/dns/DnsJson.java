package dev.glassplane.dns;

import dev.glassplane.dns.message.Response;
import java.util.List;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Answers as JSON; records as a zone file writes them. */
public final class DnsJson {

    private DnsJson() {}

    static ObjectNode of(Question question, long revision, Resolution resolution) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("revision", revision).put("name", question.text())
                .put("type", question.typeWords());
        question.from().ifPresent(from -> json.put("from", from));
        json.setAll(of(resolution));
        if (question.from().isEmpty()) {
            json.remove("resolvConf");
        }
        return json;
    }

    static ObjectNode of(String namespace, long revision, Listing listing) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("revision", revision).put("namespace", namespace);
        records(json, "records", listing.records());
        texts(json, "unknown", listing.unknown());
        return json.put("cut", listing.cut());
    }

    /** @return the way of a resolver: how it ended, what it was told, query by query */
    public static ObjectNode of(Resolution resolution) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("result", resolution.result().name()).put("says", resolution.result().words())
                .put("sentence", resolution.sentence());
        resolution.canonical().ifPresent(name -> json.put("canonicalName", name.toString()));
        texts(json, "addresses", resolution.addresses().stream().map(Object::toString).toList());
        texts(json, "hints", resolution.hints());
        conf(json.putObject("resolvConf"), resolution.conf());
        ArrayNode queries = json.putArray("queries");
        for (int i = 0; i < resolution.queries().size(); i++) {
            query(queries.addObject().put("seq", i + 1), resolution.queries().get(i));
        }
        return json;
    }

    private static void conf(ObjectNode json, ResolvConf conf) {
        json.put("because", conf.origin());
        texts(json, "nameservers", conf.nameservers().stream().map(Object::toString).toList());
        texts(json, "search", conf.search().stream().map(name -> name.toString(true)).toList());
        json.put("ndots", conf.ndots()).put("text", conf.print());
        if (!conf.problems().isEmpty()) {
            texts(json, "problems", conf.problems());
        }
    }

    private static void query(ObjectNode json, Resolution.Query query) {
        json.put("name", query.name().toString()).put("type", Type.string(query.type())).put("server", query.server().toString()).put("who", query.who());
        switch (query.response()) {
            case Response.Reply reply -> {
                json.put("status", Rcode.string(reply.rcode())).put("by", reply.by()).put("authoritative", reply.authoritative())
                        .put("recursionAvailable", reply.recursive()).put("why", reply.why());
                records(json, "answer", reply.answer());
                records(json, "authority", reply.authority());
                records(json, "additional", reply.additional());
            }
            case Response.NoReply silent -> json.put("status", "NO_REPLY").put("why", silent.why());
            case Response.NotModelled unknown -> json.put("status", "UNSUPPORTED").put("why", unknown.why());
        }
    }

    private static void records(ObjectNode json, String field, List<Record> records) {
        texts(json, field, records.stream().map(record -> record.toString().replaceAll("\\s+", " ")).toList());
    }

    private static void texts(ObjectNode json, String field, List<String> texts) {
        ArrayNode array = json.putArray(field);
        texts.forEach(array::add);
    }
}
