// The words of the settings in English, loaded with them.

export default {
  preview: 'Preview:',
  'did.remove': '{name} is gone.',
  signout: 'Sign out', 'signout.why': 'What you have not sent stays on this machine.',
  'role.of': 'Role of {name}',
  'set.name': 'Your name for customers and colleagues', 'set.name.why': 'Customers see it only if the server allows it.', 'set.availability': 'Are you there?', 'set.language': 'Language of this page', 'set.theme': 'Colours', 'set.density': 'Rows', 'set.notify': 'Tell me by push of',
  'set.alerts': 'On this machine, when I look elsewhere', 'alerts.notify': 'a notification of the system', 'alerts.sound': 'a short sound', 'alerts.why': 'Of what is chosen above. While you are away, of nothing.',
  'theme.system': 'As the system', 'theme.light': 'Light', 'theme.dark': 'Dark', 'density.comfortable': 'Comfortable', 'density.compact': 'Compact',
  'notify.newTicket': 'a new ticket in my queues', 'notify.message': 'a message on a ticket of mine', 'notify.mention': 'a note that mentions me', 'notify.assigned': 'a ticket that is given to me', 'notify.rating': 'a rating of my answer',
  'answers.why': 'Type / in an answer to bring one in.', 'answers.none': 'There is no canned answer yet. Write the one that you type most often.', 'answers.new': 'New canned answer', 'answer.title': 'Title', 'answer.placeholders': 'Filled in when used:', 'answer.sample': 'Where is my parcel?', remove: 'Remove {name}',
  'queues.why': 'Tickets are moved to a queue with Q; who is in some sees only the tickets of these and of the general one.', 'queues.admin': 'Admins change queues.', 'queues.name': 'Name of a new queue', 'queues.new': 'Add', 'saved.why': 'Views that you saved, with the filters they have.', 'people.why': 'Everybody who has signed in, with their role and queues.', 'people.admin': 'Admins change roles and queues.',
  'set.languages': 'Languages you answer in', 'languages.placeholder': 'en, zh-CN', own: 'Devices on which you are told', 'own.none': 'None yet: sign in to the app on your phone, and it is told of what you chose.', 'own.test': 'Send a test', 'own.signOut': 'Sign {name} out', 'own.leaves': '{name} is signed out in 5 seconds.',
  'hop.registered': 'The server knows it.', 'hop.knownToHub': 'The push platform knows it.', 'hop.takenByHub': 'The push platform took the test.',
  'person.edit': 'Change {name}', 'person.name': 'Name', 'person.languages': 'Languages', 'person.remove': 'Take out of the directory', 'did.removePerson': '{name} is taken out in 5 seconds, and is refused from then on until an admin takes them back.',
  'people.out': 'Taken out of the directory', 'person.back': 'Take back', 'person.backOf': 'Take {name} back',
};
