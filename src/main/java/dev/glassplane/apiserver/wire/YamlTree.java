package dev.glassplane.apiserver.wire;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads YAML 1.1 (so {@code 0644} and {@code yes} mean what they mean to kubectl) into a JSON tree, with limits against alias bombs. */
final class YamlTree {

    private static final int ALIASES_MAX = 50;
    private static final int NODES_MAX = 500_000;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private int nodes;

    private YamlTree() {}

    static Body read(String text) throws Body.MalformedException {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(ALIASES_MAX);
        options.setNestingDepthLimit(Json.DEPTH_MAX);
        options.setCodePointLimit(Exchange.BODY_BYTES_MAX);
        options.setAllowDuplicateKeys(true);
        options.setWarnOnDuplicateKeys(false);
        options.setAllowRecursiveKeys(false);
        DuplicateFinder constructor = new DuplicateFinder(options);
        DumperOptions dumper = new DumperOptions();
        try {
            Object value = new Yaml(constructor, new Representer(dumper), dumper, options, new TextualTimes()).load(text);
            return new Body(new YamlTree().convert(value, 0), constructor.duplicates);
        } catch (MarkedYAMLException e) {
            String where = e.getProblemMark() == null ? ""
                    : " at line " + (e.getProblemMark().getLine() + 1) + ", column " + (e.getProblemMark().getColumn() + 1);
            throw new Body.MalformedException("error converting YAML to JSON: yaml: " + e.getProblem() + where);
        } catch (YAMLException | IllegalArgumentException e) {
            throw new Body.MalformedException("error converting YAML to JSON: yaml: " + e.getMessage());
        }
    }

    private JsonNode convert(Object value, int depth) {
        if (depth >= Json.DEPTH_MAX && (value instanceof Map || value instanceof Iterable)) {
            throw new YAMLException("exceeded max depth " + Json.DEPTH_MAX);
        }
        if (++nodes > NODES_MAX) {
            throw new YAMLException("document contains excessive aliasing: more than " + NODES_MAX + " values");
        }
        return switch (value) {
            case null -> NODES.nullNode();
            case Map<?, ?> map -> {
                ObjectNode object = NODES.objectNode();
                map.forEach((key, inner) -> object.set(String.valueOf(key), convert(inner, depth + 1)));
                yield object;
            }
            case Iterable<?> list -> {
                ArrayNode array = NODES.arrayNode();
                list.forEach(inner -> array.add(convert(inner, depth + 1)));
                yield array;
            }
            case Boolean flag -> NODES.booleanNode(flag);
            case Integer number -> NODES.numberNode(number);
            case Long number -> NODES.numberNode(number);
            case BigInteger number -> NODES.numberNode(number);
            case Double number -> NODES.numberNode(number);
            default -> NODES.stringNode(value.toString());
        };
    }

    /** Times stay text, as Kubernetes' YAML reader keeps them. */
    private static final class TextualTimes extends Resolver {
        @Override
        public void addImplicitResolver(Tag tag, java.util.regex.Pattern regexp, String first, int limit) {
            if (!tag.equals(Tag.TIMESTAMP)) {
                super.addImplicitResolver(tag, regexp, first, limit);
            }
        }
    }

    private static final class DuplicateFinder extends SafeConstructor {
        private final List<String> duplicates = new ArrayList<>(0);

        DuplicateFinder(LoaderOptions options) {
            super(options);
        }

        @Override
        protected void flattenMapping(MappingNode node) {
            Set<String> seen = new HashSet<>();
            for (NodeTuple tuple : node.getValue()) {
                Node key = tuple.getKeyNode();
                if (key instanceof ScalarNode scalar && !seen.add(scalar.getValue())) {
                    duplicates.add(scalar.getValue());
                }
            }
            super.flattenMapping(node);
        }
    }
}
