package dev.glassplane.docs;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.springframework.boot.test.context.SpringBootTest;

/** One demo cluster, with virtual time, for all tests of the documents. */
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = "glassplane.clock=virtual")
@interface DocumentedServer {}
