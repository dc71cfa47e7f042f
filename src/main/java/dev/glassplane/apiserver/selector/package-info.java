/** Label and field selectors as lists and watches take them. */
package dev.glassplane.apiserver.selector;
