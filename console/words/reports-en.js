// The words of the reports in English, loaded with them.

export default {
  'report.period': 'Time', 'report.days': { one: 'Last {n} day', other: 'Last {n} days' }, 'report.allQueues': 'All queues',
  'report.result': 'Half of all tickets get their result within {half}, nine of ten within {most}.', 'report.firstAnswer': 'Half of all customers hear from us within {half}, nine of ten within {most}.',
  'report.numbers': '{submitted} tickets were raised, {results} got a result, {reopened} were taken up again.', 'report.rating': { one: '{n} customer rated the result: {average} of 5.', other: '{n} customers rated their results, with {average} of 5 on average.' },
  'report.tickets': 'Tickets a day', 'report.raised': 'Raised', 'report.results': 'Results', 'report.reopened': 'Taken up again', 'report.untilAnswer': 'Until the first answer', 'report.untilResult': 'Until the result', 'report.half': 'Half of them', 'report.most': 'Nine of ten',
  'report.halfAnswered': 'First answer', 'report.halfResult': 'Result', 'report.stars': 'Rating', 'report.day': 'Day',
  'report.counted': 'Days begin at midnight UTC. All that happened up to {time} is counted.', 'report.none': 'Nothing is counted yet. The first figures come some minutes after the first ticket.',
};
