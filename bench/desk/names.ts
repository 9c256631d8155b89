import type { Random } from '../lib/random.ts'

/**
 * Names as a Philippine clinic has them: Spanish, Tagalog, Chinese-Filipino and English ones, the common first, with
 * particles, two given names and ñ. Put together by chance: any likeness to a person is chance too.
 */
const SURNAMES = (
  'Santos|Reyes|Cruz|Bautista|Garcia|dela Cruz|Mendoza|Ocampo|Gonzales|Ramos|Aquino|Flores|Villanueva|Fernandez|Lopez|Perez|Castillo|Francisco|Rivera|Torres|' +
  'Castro|Sanchez|Santiago|de Guzman|Domingo|Martinez|Rodriguez|Santa Maria|Navarro|Mercado|Salazar|Tolentino|Valdez|Pascual|Hernandez|del Rosario|Aguilar|Gutierrez|' +
  'de Leon|Soriano|Marquez|Corpuz|Manalo|Lim|Tan|Sy|Chua|Go|Uy|Ong|Co|Yap|Dizon|David|Pangilinan|Macaraeg|Magno|Magsaysay|Macapagal|Panganiban|Dimaculangan|' +
  'Catacutan|Batungbakal|Dagohoy|Lacson|Ledesma|Locsin|Montelibano|Abad|Abella|Abrenica|Alcantara|Alonzo|Alvarez|Arellano|Austria|Bacani|Balagtas|Baltazar|' +
  'Bernardo|Bonifacio|Briones|Buenaventura|Cabrera|Calderon|Camacho|Canlas|Capistrano|Carpio|Cayabyab|Cortez|Custodio|Cuevas|Dela Peña|de los Reyes|delos Santos|' +
  'Diaz|Enriquez|Espiritu|Estrada|Evangelista|Fajardo|Ferrer|Galang|Galvez|Gatdula|Guerrero|Guevarra|Ibañez|Ignacio|Javier|Jimenez|Katigbak|Lagman|Laurel|' +
  'Legaspi|Lozada|Luna|Mabini|Madrigal|Malonzo|Manansala|Mangubat|Mariano|Medina|Miranda|Morales|Muñoz|Natividad|Nepomuceno|Nuñez|Ocaña|Olivares|Ordoñez|Ortega|' +
  'Pacheco|Padilla|Palma|Paras|Peña|Pineda|Ponce|Quiambao|Quijano|Quizon|Ranola|Recto|Robles|Romualdez|Roxas|Salonga|Samson|San Jose|San Pedro|Sarmiento|Sison|' +
  'Sumulong|Tañada|Tiongson|Trinidad|Tuazon|Umali|Valencia|Vargas|Velasco|Vergara|Villaruz|Yulo|Zabala|Zamora|Zobel|Zuñiga'
).split('|')

const FEMALE = (
  'Maria|Angelica|Princess|Jasmine|Nicole|Mary|Kristine|Angela|Michelle|Jennifer|Grace|Joy|Rowena|Marites|Cristina|Lourdes|Teresita|Rosario|Imelda|Corazon|' +
  'Carmela|Luzviminda|Erlinda|Leticia|Aurora|Remedios|Milagros|Concepcion|Ligaya|Liwayway|Mayumi|Dalisay|Amihan|Tala|Marikit|Niña|Bianca|Camille|Danica|Ella|' +
  'Faith|Gemma|Hazel|Irene|Jocelyn|Karen|Lovely|Melanie|Norma|Patricia|Queenie|Rhea|Sheila|Trisha|Vanessa|Wilma|Yolanda|Zenaida|Althea|Samantha|Andrea|Precious|' +
  'Czarina|Bernadette|Catherine|Divina|Evangeline|Florencia|Guadalupe|Hermosa|Isabel|Josefina|Katrina|Lorna|Maricel|Nenita|Ofelia|Perla|Rosalinda|Soledad'
).split('|')

const MALE = (
  'Juan|Jose|John|Mark|Michael|Christian|Angelo|Joshua|Ramon|Eduardo|Antonio|Roberto|Fernando|Ricardo|Manuel|Rolando|Danilo|Ernesto|Rodolfo|Romeo|' +
  'Benigno|Emilio|Andres|Apolinario|Gabriel|Rafael|Miguel|Carlo|Paolo|Francis|Gerald|Harold|Ian|Jericho|Kenneth|Lito|Marlon|Nestor|Oscar|Patrick|' +
  'Quirino|Renato|Samuel|Teodoro|Ulysses|Victor|Wilfredo|Xavier|Yuri|Zaldy|Bayani|Lakan|Datu|Makisig|Isagani|Crisanto|Dominador|Efren|Felipe|Gregorio|' +
  'Hernan|Ignacio|Jaime|Leandro|Mateo|Noel|Orlando|Pablo|Rogelio|Salvador|Tomas|Vicente|Warren|Alfredo|Bernardo|Cesar|Diosdado|Edgardo|Florante|Niño'
).split('|')

const SECOND = 'Joy|Grace|Ann|Liza|Rose|Mae|Lyn|Fe|Luz|Paz|Anthony|Paul|Jay|Ray|Angelo|Vincent|Luis|Carlo|Nathaniel|Emmanuel'.split('|')

export interface PersonName {
  last_name: string
  first_name: string
  middle_name: string
  suffix: string
  sex: 'female' | 'male'
}

/** The middle name is the mother's family name, as Philippine usage has it. */
export function personName(random: Random): PersonName {
  const sex = random.chance(0.55) ? 'female' : 'male'
  const given = random.pickCommon(sex === 'female' ? FEMALE : MALE)
  return {
    last_name: random.pickCommon(SURNAMES),
    first_name: random.chance(0.4) ? `${given} ${random.pick(SECOND)}` : given,
    middle_name: random.chance(0.9) ? random.pickCommon(SURNAMES) : '',
    suffix: sex === 'male' && random.chance(0.08) ? random.pick(['Jr.', 'Sr.', 'III']) : '',
    sex,
  }
}

/** A mobile number, written in one of the ways people write it. */
export function phoneNumber(random: Random): string {
  const network = random.pick(['905', '906', '915', '916', '917', '918', '919', '920', '927', '939', '945', '977', '998', '999'])
  const number = String(random.below(10_000_000)).padStart(7, '0')
  const [a, b] = [number.slice(0, 3), number.slice(3)]
  return random.pick([`0${network}${number}`, `0${network} ${a} ${b}`, `0${network}-${a}-${b}`, `+63 ${network} ${a} ${b}`, `+63${network}${number}`])
}
