package dev.glassplane.trace;

import dev.glassplane.trace.request.RequestException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What questions over HTTP have in common: bodies, forms of the answer, and refusals. */
abstract class QuestionApi {

    /** Longest body of a question. */
    static final int BODY_CHARS_MAX = 64 * 1024;
    static final MediaType TEXT = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);
    static final JsonMapper MAPPER = JsonMapper.shared();

    static ObjectNode parse(String body) {
        if (body.length() > BODY_CHARS_MAX) {
            throw new ErrorResponseException(HttpStatus.CONTENT_TOO_LARGE, ProblemDetail.forStatusAndDetail(HttpStatus.CONTENT_TOO_LARGE,
                    "body: expected at most " + BODY_CHARS_MAX + " characters, found " + body.length()), null);
        }
        try {
            JsonNode json = MAPPER.readTree(body);
            if (json instanceof ObjectNode object) {
                return object;
            }
            throw RequestException.invalid("body", "a JSON object with from and to", json == null ? "nothing" : json.getNodeType().toString());
        } catch (JacksonException e) {
            throw RequestException.invalid("body", "a JSON object with from and to", e.getOriginalMessage());
        }
    }

    /** JSON is what everybody gets who does not ask for another form before it. */
    static MediaType negotiate(String accept, List<MediaType> offers) {
        List<MediaType> types;
        try {
            types = MediaType.parseMediaTypes(accept);
        } catch (InvalidMediaTypeException e) {
            throw RequestException.invalid("Accept", "media types", e.getMessage());
        }
        MimeTypeUtils.sortBySpecificity(types);
        for (MediaType type : types) {
            Optional<MediaType> offered = offers.stream().filter(offer -> type.includes(bare(offer))).findFirst();
            if (offered.isPresent()) {
                return offered.get();
            }
        }
        throw new ErrorResponseException(HttpStatus.NOT_ACCEPTABLE, ProblemDetail.forStatusAndDetail(HttpStatus.NOT_ACCEPTABLE,
                "Accept: expected " + words(offers) + ", found \"" + accept + "\""), null);
    }

    private static MediaType bare(MediaType type) {
        return new MediaType(type.getType(), type.getSubtype());
    }

    /** @return {@code a, b or c} */
    private static String words(List<MediaType> offers) {
        List<String> words = offers.stream().map(offer -> bare(offer).toString()).collect(Collectors.toList());
        String last = words.removeLast();
        return String.join(", ", words) + " or " + last;
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> refused(RequestException e) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.valueOf(e.kind().status()), e.getMessage());
        problem.setProperty("field", e.field());
        problem.setProperty("expected", e.expected());
        problem.setProperty("found", e.found());
        return ResponseEntity.status(e.kind().status()).contentType(MediaType.APPLICATION_PROBLEM_JSON).body(problem);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> late(TimeoutException e) {
        return ResponseEntity.status(HttpStatus.GATEWAY_TIMEOUT).contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(ProblemDetail.forStatusAndDetail(HttpStatus.GATEWAY_TIMEOUT, e.getMessage()));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> stopping(InterruptedException e) {
        Thread.currentThread().interrupt();
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, "the server is stopping"));
    }
}
