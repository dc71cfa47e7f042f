/** Reading and writing the common parts of Kubernetes objects as JSON: metadata, selectors, conditions, quantities. Pure functions. */
package dev.glassplane.controller.object;
