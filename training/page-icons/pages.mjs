// The pages that the icons are cut from: themes as they are, and editors, players, viewers and maps with their own styles.

const theme = (name, file = 'dist/index.html') => ({ id: name, page: `/${name}/${file}`, most: 10 })

/** A page with one widget in it, as its own documentation sets it up. */
const widget = (id, { css = [], js = [], body = '', run = '', most = 10, module = '' }) => ({
  id,
  most,
  html: `<!doctype html><meta charset="utf-8"><title>${id}</title><style>body{margin:24px;font-family:sans-serif}</style>
${css.map((href) => `<link rel="stylesheet" href="/${href}">`).join('\n')}
${body}
${js.map((src) => `<script src="/${src}"></script>`).join('\n')}
<script>${run}</script>${module && `<script type="module">${module}</script>`}`,
})

const jquery = 'jquery/dist/jquery.min.js'

export const pages = [
  theme('startbootstrap-agency'),
  theme('startbootstrap-business-casual'),
  theme('startbootstrap-clean-blog'),
  theme('startbootstrap-coming-soon'),
  theme('startbootstrap-creative'),
  theme('startbootstrap-freelancer'),
  theme('startbootstrap-grayscale'),
  theme('startbootstrap-landing-page'),
  theme('startbootstrap-new-age'),
  theme('startbootstrap-modern-business'),
  theme('startbootstrap-sb-admin'),
  theme('startbootstrap-sb-admin-2', 'index.html'),
  theme('jquery-ui-dist', 'index.html'),
  widget('tinymce', {
    js: ['tinymce/tinymce.min.js'],
    body: '<textarea>Hello</textarea>',
    run: `tinymce.init({selector:'textarea',plugins:'link image lists table code fullscreen preview searchreplace charmap emoticons media anchor help insertdatetime visualblocks',toolbar_mode:'wrap',toolbar:'undo redo bold italic underline strikethrough forecolor alignleft aligncenter alignright alignjustify bullist numlist outdent indent link image media table code fullscreen preview print searchreplace charmap emoticons anchor insertdatetime removeformat help'})`,
    most: 14,
  }),
  widget('quill', {
    css: ['quill/dist/quill.snow.css'],
    js: ['quill/dist/quill.js'],
    body: '<div id="editor">Hello</div>',
    run: `new Quill('#editor',{theme:'snow',modules:{toolbar:[['bold','italic','underline','strike','blockquote','code-block','link','image','video','formula','clean'],[{list:'ordered'},{list:'bullet'},{list:'check'},{indent:'-1'},{indent:'+1'},{script:'sub'},{script:'super'},{direction:'rtl'}],[{align:[]},{color:[]},{background:[]}]]}})`,
    most: 12,
  }),
  widget('summernote', {
    css: ['summernote/dist/summernote-lite.min.css'],
    js: [jquery, 'summernote/dist/summernote-lite.min.js'],
    body: '<div id="s">Hello</div>',
    run: `$('#s').summernote()`,
  }),
  widget('trumbowyg', {
    css: ['trumbowyg/dist/ui/trumbowyg.min.css'],
    js: [jquery, 'trumbowyg/dist/trumbowyg.min.js'],
    body: '<div id="t">Hello</div>',
    run: `$('#t').trumbowyg({svgPath:'/trumbowyg/dist/ui/icons.svg'})`,
  }),
  widget('toastui-editor', {
    css: ['@toast-ui/editor/dist/toastui-editor.css'],
    js: ['@toast-ui/editor/dist/toastui-editor-all.min.js'],
    body: '<div id="e"></div>',
    run: `new toastui.Editor({el:document.querySelector('#e'),height:'300px'})`,
  }),
  widget('jsoneditor', {
    css: ['jsoneditor/dist/jsoneditor.css'],
    js: ['jsoneditor/dist/jsoneditor.js'],
    body: '<div id="j" style="width:600px;height:300px"></div>',
    run: `new JSONEditor(document.getElementById('j'),{modes:['tree','code']},{a:[1,2],b:'c'}).expandAll()`,
  }),
  widget('mediaelement', {
    css: ['mediaelement/build/mediaelementplayer.css'],
    js: ['mediaelement/build/mediaelement-and-player.js'],
    body: '<video width="640" height="360" controls></video>',
    run: `new MediaElementPlayer(document.querySelector('video'),{features:['playpause','current','progress','duration','volume','fullscreen']})`,
  }),
  widget('video.js', {
    css: ['video.js/dist/video-js.css'],
    js: ['video.js/dist/video.js'],
    body: '<video class="video-js" width="640" height="360" controls></video>',
    run: `const p=videojs(document.querySelector('video'),{controlBar:{skipButtons:{forward:10,backward:10}}});p.hasStarted(true);p.userActive(true)`,
  }),
  widget('plyr', {
    css: ['plyr/dist/plyr.css'],
    js: ['plyr/dist/plyr.js'],
    body: '<video width="640" height="360" playsinline controls></video>',
    run: `new Plyr('video',{iconUrl:'/plyr/dist/plyr.svg',blankVideo:'',controls:['play-large','restart','rewind','play','fast-forward','progress','mute','volume','captions','settings','pip','airplay','download','fullscreen']})`,
  }),
  widget('viewerjs', {
    css: ['viewerjs/dist/viewer.css'],
    js: ['viewerjs/dist/viewer.js'],
    body: '<div id="v"><img src="/startbootstrap-creative/dist/assets/img/portfolio/thumbnails/1.jpg" alt=""></div>',
    run: `new Viewer(document.getElementById('v')).show()`,
    most: 10,
  }),
  widget('maplibre-gl', {
    css: ['maplibre-gl/dist/maplibre-gl.css'],
    js: ['maplibre-gl/dist/maplibre-gl.js'],
    body: '<div id="m" style="height:400px"></div>',
    run: `const m=new maplibregl.Map({container:'m',style:{version:8,sources:{},layers:[]}});for(const c of ['NavigationControl','GeolocateControl','FullscreenControl'])m.addControl(new maplibregl[c]({}))`,
  }),
  widget('leaflet', {
    css: ['leaflet/dist/leaflet.css'],
    js: ['leaflet/dist/leaflet.js'],
    body: '<div id="l" style="height:400px"></div>',
    run: `const m=L.map('l').setView([0,0],2);L.marker([0,0]).addTo(m);L.control.layers({a:L.layerGroup()}).addTo(m)`,
  }),
  widget('uikit', {
    css: ['uikit/dist/css/uikit.css'],
    js: ['uikit/dist/js/uikit.js', 'uikit/dist/js/uikit-icons.js'],
    body: `<p style="line-height:3">${'home sign-in lock unlock settings cog nut comment commenting mail bell bolt cart bag calendar clock camera image thumbnails print file-text folder database server trash copy pencil search location map phone receiver tv desktop laptop tablet heart star rss users social warning ban info question'.split(' ').map((name) => `<span uk-icon="${name}"></span>`).join(' ')}</p>`,
    most: 14,
  }),
  widget('blockly', {
    js: ['blockly/blockly.min.js'],
    body: '<div id="b" style="width:700px;height:400px"></div>',
    run: `Blockly.inject('b',{media:'/blockly/media/',trashcan:true,zoom:{controls:true},toolbox:{kind:'flyoutToolbox',contents:[]}})`,
  }),
  widget('swagger-ui-dist', {
    css: ['swagger-ui-dist/swagger-ui.css'],
    js: ['swagger-ui-dist/swagger-ui-bundle.js'],
    body: '<div id="w"></div>',
    run: `SwaggerUIBundle({dom_id:'#w',spec:{openapi:'3.0.0',info:{title:'a',version:'1'},components:{securitySchemes:{k:{type:'apiKey',in:'header',name:'k'}}},security:[{k:[]}],paths:{'/a':{get:{security:[{k:[]}],responses:{200:{description:'ok'}}}}}}})`,
    most: 4,
  }),
  widget('photoswipe', {
    css: ['photoswipe/dist/photoswipe.css'],
    module: `import P from '/photoswipe/dist/photoswipe.esm.js';new P({index:1,dataSource:[0,1,2].map(()=>({src:'/startbootstrap-creative/dist/assets/img/portfolio/thumbnails/1.jpg',width:900,height:600}))}).init()`,
    most: 4,
  }),
  widget('tui-image-editor', {
    css: ['tui-image-editor/dist/tui-image-editor.css'],
    js: ['tui-image-editor/dist/tui-image-editor.js'],
    body: '<div id="i" style="height:600px"></div>',
    run: `new tui.ImageEditor('#i',{includeUI:{menuBarPosition:'bottom',usageStatistics:false},usageStatistics:false})`,
  }),
  widget('uppy', {
    css: ['uppy/dist/uppy.min.css'],
    js: ['uppy/dist/uppy.min.js'],
    body: '<div id="u"></div>',
    run: `new Uppy.Uppy().use(Uppy.Dashboard,{inline:true,target:'#u'}).use(Uppy.Webcam).use(Uppy.ScreenCapture).use(Uppy.Audio)`,
  }),
]
