package dev.glassplane.apiserver.access;

import dev.glassplane.apiserver.wire.Json;
import dev.glassplane.image.ClusterClock;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON Web Tokens (RFC 7519) with the claims of bound service account tokens, signed with HMAC SHA-256 by a key that follows from the seed:
 * good for showing what a token looks like, not for keeping anybody out.
 */
@Component
public class ServiceAccountTokens {

    /** Seconds that a token is valid if nobody says otherwise, and at least. */
    private static final long SECONDS_DEFAULT = 3600;
    private static final long SECONDS_MIN = 600;
    private static final String ISSUER = "https://kubernetes.default.svc";
    private static final String HMAC = "HmacSHA256";

    private final byte[] key;
    private final ClusterClock clock;

    ServiceAccountTokens(@Value("${glassplane.seed:1}") long seed, ClusterClock clock) {
        this.key = ("glassplane service account tokens " + seed).getBytes(StandardCharsets.UTF_8);
        this.clock = clock;
    }

    /**
     * @param account the ServiceAccount
     * @param request a TokenRequest
     * @return the TokenRequest with its status
     */
    public ObjectNode issue(ObjectNode account, ObjectNode request) {
        Instant now = clock.instant();
        long seconds = Math.max(SECONDS_MIN, request.path("spec").path("expirationSeconds").asLong(SECONDS_DEFAULT));
        String namespace = account.path("metadata").path("namespace").asString("");
        String name = account.path("metadata").path("name").asString("");
        List<String> audiences = request.path("spec").path("audiences").valueStream().map(JsonNode::asString).toList();
        ObjectNode claims = Json.object();
        claims.set("aud", Json.array().addAll((audiences.isEmpty() ? List.of(ISSUER) : audiences).stream()
                .map(claims::stringNode).toList()));
        claims.put("exp", now.getEpochSecond() + seconds).put("iat", now.getEpochSecond()).put("iss", ISSUER);
        ObjectNode bound = claims.putObject("kubernetes.io").put("namespace", namespace);
        bound.putObject("serviceaccount").put("name", name).put("uid", account.path("metadata").path("uid").asString(""));
        claims.put("nbf", now.getEpochSecond()).put("sub", "system:serviceaccount:" + namespace + ":" + name);
        ObjectNode answer = Json.object().put("kind", "TokenRequest").put("apiVersion", "authentication.k8s.io/v1");
        answer.putObject("metadata").put("name", name).put("namespace", namespace);
        ObjectNode spec = answer.putObject("spec").put("expirationSeconds", seconds);
        spec.set("audiences", claims.get("aud"));
        answer.putObject("status").put("token", signed(claims))
                .put("expirationTimestamp", Instant.ofEpochSecond(now.getEpochSecond() + seconds).toString());
        return answer;
    }

    /** @return the claims of a token that was signed here and is still valid */
    Optional<JsonNode> claims(String token) {
        int dot = token.lastIndexOf('.');
        boolean ours = dot > 0 && MessageDigest.isEqual(signature(token.substring(0, dot)).getBytes(StandardCharsets.US_ASCII),
                token.substring(dot + 1).getBytes(StandardCharsets.US_ASCII));
        if (!ours) {
            return Optional.empty();
        }
        try {
            JsonNode claims = Json.MAPPER.readTree(Base64.getUrlDecoder().decode(token.substring(token.indexOf('.') + 1, dot)));
            return Optional.of(claims).filter(each -> each.path("exp").asLong(0) > clock.instant().getEpochSecond());
        } catch (IllegalArgumentException | JacksonException _) {
            return Optional.empty();
        }
    }

    private String signed(ObjectNode claims) {
        String text = encoded(Json.bytes(Json.object().put("alg", "HS256").put("typ", "JWT"))) + "." + encoded(Json.bytes(claims));
        return text + "." + signature(text);
    }

    private String signature(String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return encoded(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + HMAC, e);
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
