const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/))
const phrases = (list: string): readonly string[] =>
  list.split('|').map((phrase) => phrase.replace(/\s+/g, ' ').trim())

/** Words that say that there is a picture, in the languages that most pages are written in. */
export const pictureWords: ReadonlySet<string> = new Set([
  ...words(
    `graphic graphics icon icons image images img imgs photo photos photograph photographs pic pics picture pictures`,
  ),
  ...words(`decorative placeholder placeholders`),
  // Germanic, Romance
  ...words(`afbeelding afbeeldingen bild bilder bilde billede billeder foto fotos fotografie grafik platzhalter platzhalterbild
    plaatje symbolbild mynd figura fotografia fotografía gráfico illustration imagem imagens imagen imágen imágenes imatge
    immagine immagini`),
  // Slavic, Baltic, Finno-Ugric, Turkic
  ...words(`attēls fotka grafika irudia kép fotó kuva nuotrauka obraz obrazek obrázek obrázok obrázky pilt poză slika zdjęcie zdjęcia
    resim görsel fotoğraf изображение изображения картинка картинки фото фотография фотографии рисунок зображення малюнок снимка слика`),
  // Others
  ...words(`εικόνα φωτογραφία صورة صور عکس تصویر תמונה תמונות छवि चित्र तस्वीर फोटो รูปภาพ ภาพ รูป ảnh gambar 画像 写真 イメージ 图片
    图像 照片 圖片 圖像 이미지 사진 그림`),
])

/** Words that add nothing to one of them. */
export const thinWords: ReadonlySet<string> = words(`
  a an the this that these is it its of for here goes my our some nice generic sample dummy default example random alt text tag
  attribute title titel titre título titolo ohne sans sin senza name no. nr number und and or un une une der die das ein eine el la le les il lo een
`)

/** Words that say what it is for on the page, and nothing of what it shows. */
export const useWords: ReadonlySet<string> = words(`
  app archive article asset author background banner blog card carousel category company content cover data embedded event feature
  featured file footer full gallery header hero homepage inline item large main member news page post preview product profile
  screen section showing sidebar site slide slider small staff stock thumb thumbnail upload uploaded user web website
  jpg jpeg png gif svg webp
`)

/** Kinds of pictures that tell something; by itself the kind leaves out what. */
export const kindWords: ReadonlySet<string> = words(`
  archivbild artikelbild avatar beispielbild beitragsbild chart diagram drawing equation flowchart formula graph headerbild headshot hintergrundbild histogram illustration infographic produktbild produktfoto profilbild screenshot titelbild vorschaubild
`)

/** What an editor, a template or a script leaves where no text was written. */
export const leftovers: ReadonlySet<string> = new Set(
  phrases(`alt|asdf|dummy image|fixme|lorem ipsum|n/a|nan|no alt|no alt text|no description|none|null|object object|spacer|tbc|tbd
    |todo|undefined|unnamed|untitled|untitled image|untitled design|xxx|alternative text|image description|enter description
    |card image cap|responsive image|generic placeholder image|no photo description available|no alt text provided for this image
    |ohne titel|sans titre|sin título|senza titolo|sem título|zonder titel|bez názvu|bez tytułu|без названия|無題|无标题|hình ảnh`),
)

/** What any link could say, in those languages. */
export const vaguePhrases: ReadonlySet<string> = new Set(
  phrases(`mehr|mehr erfahren|mehr lesen|mehr infos|mehr dazu|weiter|weiterlesen|hier|hier klicken|zum artikel|details anzeigen
    |en savoir plus|lire la suite|lire plus|voir plus|plus d'infos|plus d’infos|cliquez ici|cliquer ici|ici
    |leer más|ver más|saber más|más información|más|haga clic aquí|haz clic aquí|clic aquí|aquí
    |leggi tutto|leggi di più|scopri di più|continua a leggere|clicca qui|maggiori informazioni
    |saiba mais|leia mais|ver mais|clique aqui|mais informações|llegir més|més informació
    |lees meer|lees verder|meer lezen|meer informatie|klik hier|läs mer|les mer|læs mere|klicka här|klikk her|klik her|lue lisää
    |czytaj więcej|więcej|kliknij tutaj|dowiedz się więcej|číst více|více|více informací|zistiť viac|tovább|bővebben|kattintson ide
    |citește mai mult|află mai multe|opširnije|saznaj više|devamını oku|daha fazla|buraya tıklayın|διαβάστε περισσότερα|περισσότερα
    |подробнее|читать далее|читать дальше|далее|ещё|нажмите здесь|докладніше|читати далі|детальніше|прочетете повече
    |اقرأ المزيد|المزيد|اضغط هنا|קרא עוד|קראו עוד|לחצו כאן|بیشتر بخوانید|और पढ़ें|यहाँ क्लिक करें|อ่านต่อ|อ่านเพิ่มเติม|xem thêm
    |selengkapnya|baca selengkapnya|続きを読む|詳しくはこちら|詳細はこちら|もっと見る|こちら|了解更多|更多|查看更多|点击这里|阅读更多
    |더 보기|더보기|자세히 보기|자세히|여기를 클릭`),
)
