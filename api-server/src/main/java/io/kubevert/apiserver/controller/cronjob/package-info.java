/** CronJobs: a Job at each time of a schedule. */
package io.kubevert.apiserver.controller.cronjob;
