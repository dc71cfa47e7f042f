package dev.glassplane.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Lists: pages, revisions, views. */
class ListTests extends ServerTest {

    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

    private static List<String> names(JsonNode list) {
        return list.path("items").valueStream().map(item -> item.path("metadata").path("name").asString()).toList();
    }

    @Test
    void pagesComeFromOneSnapshot() {
        for (int i = 0; i < 5; i++) {
            post(configMaps(), configMap("c" + i, "x"));
        }
        String path = configMaps() + "?labelSelector=app%3Dx&limit=2";
        Reply first = get(path);
        assertThat(names(first.json())).containsExactly("c0", "c1");
        delete(configMaps() + "/c2");
        post(configMaps(), configMap("c3a", "x"));
        List<String> all = new ArrayList<>(names(first.json()));
        Reply page = first;
        while (!page.json().path("metadata").path("continue").asString("").isEmpty()) {
            page = get(path + "&continue=" + page.json().path("metadata").path("continue").asString());
            assertThat(page.revision()).isEqualTo(first.revision());
            all.addAll(names(page.json()));
        }
        assertThat(all).containsExactly("c0", "c1", "c2", "c3", "c4");
        assertThat(names(get(path + "0").json())).containsExactly("c0", "c1", "c3", "c3a", "c4");
    }

    @Test
    void remainingItemsAreCountedWithoutSelectors() {
        for (int i = 0; i < 5; i++) {
            post(configMaps(), configMap("c" + i, "x"));
        }
        int total = get(configMaps()).json().path("items").size();
        Reply page = get(configMaps() + "?limit=2");
        assertThat(page.json().path("metadata").path("remainingItemCount").asInt()).isEqualTo(total - 2);
        page = get(configMaps() + "?limit=2&labelSelector=app");
        assertThat(page.json().path("metadata").has("remainingItemCount")).isFalse();
        assertThat(get(configMaps() + "?limit=100").json().path("metadata").has("continue")).isFalse();
    }

    @Test
    void revisions() {
        String old = post(configMaps(), configMap("a", "x")).revision();
        post(configMaps(), configMap("b", "x"));
        String app = configMaps() + "?labelSelector=app&resourceVersion=";
        assertThat(names(get(app + old + "&resourceVersionMatch=Exact").json())).containsExactly("a");
        assertThat(get(app + old + "&resourceVersionMatch=Exact").revision()).isEqualTo(old);
        assertThat(names(get(app + old).json())).containsExactly("a", "b");
        assertThat(names(get(app + "0").json())).containsExactly("a", "b");
        assertThat(names(get(app + old + "&resourceVersionMatch=NotOlderThan&limit=5").json())).containsExactly("a", "b");

        assertThat(get(app + "&resourceVersionMatch=Exact").code()).isEqualTo(422);
        assertThat(get(app + "0&resourceVersionMatch=Exact").code()).isEqualTo(422);
        assertThat(get(app + "abc").code()).isEqualTo(422);
        Reply future = get(app + "999999999");
        assertThat(future.code()).isEqualTo(504);
        assertThat(future.message()).startsWith("Timeout: Too large resource version: 999999999, current: ");
        assertThat(future.json().path("details").path("causes").path(0).path("reason").asString()).isEqualTo("ResourceVersionTooLarge");
        assertThat(get(configMaps() + "?continue=nonsense").message()).startsWith("continue key is not valid: ");
    }

    @Test
    void itemsOfBuiltInListsCarryNoKind() {
        post(configMaps(), configMap("a", "x"));
        Reply list = get(configMaps(), "Accept", "application/json");
        assertThat(list.json().path("kind").asString()).isEqualTo("ConfigMapList");
        assertThat(list.json().path("items").path(0).has("kind")).isFalse();
        assertThat(get("/api/v1/namespaces/absent/configmaps").json().path("items").size()).isZero();
    }

    @Test
    void tables() {
        post(configMaps(), configMap("a", "x"));
        JsonNode table = get(configMaps() + "?labelSelector=app", "Accept", TABLE).json();
        assertThat(table.path("kind").asString()).isEqualTo("Table");
        assertThat(table.path("apiVersion").asString()).isEqualTo("meta.k8s.io/v1");
        assertThat(table.path("columnDefinitions").path(0).path("format").asString()).isEqualTo("name");
        JsonNode row = table.path("rows").path(0);
        assertThat(row.path("cells").path(0).asString()).isEqualTo("a");
        assertThat(row.path("object").path("kind").asString()).isEqualTo("PartialObjectMetadata");
        assertThat(get(configMaps() + "/a?includeObject=None", "Accept", TABLE).json().path("rows").path(0).has("object")).isFalse();
        assertThat(get(configMaps() + "?includeObject=Some", "Accept", TABLE).code()).isEqualTo(400);
    }

    @Test
    void metadataOnly() {
        post(configMaps(), configMap("a", "x"));
        String accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
        JsonNode list = get(configMaps() + "?labelSelector=app", "Accept", accept).json();
        assertThat(list.path("kind").asString()).isEqualTo("PartialObjectMetadataList");
        assertThat(list.path("items").path(0).path("metadata").path("name").asString()).isEqualTo("a");
        assertThat(list.path("items").path(0).has("data")).isFalse();
    }
}
