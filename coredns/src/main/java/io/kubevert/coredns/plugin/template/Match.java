package io.kubevert.coredns.plugin.template;

import com.google.re2j.Matcher;
import io.kubevert.coredns.message.Query;
import org.xbill.DNS.Name;

/**
 * What a template's text is made from.
 *
 * @param zone the template's zone that holds the name
 * @param matcher which found the regular expression in the name
 */
record Match(Query query, Name zone, Matcher matcher) {}
