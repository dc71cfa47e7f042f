/** The question: its grammar, its fields, and what the names in it stand for in one image. Every refusal names the field, what was expected and what was found. */
package dev.glassplane.trace.request;
